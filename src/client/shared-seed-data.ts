import type { InitialData } from '../db/initial-data.ts';
import { openSeedData } from '../db/prepared/fill-seed-data.ts';
import { loadSeedData } from '../db/prepared/load-seed-data.ts';
import { createSeedDataPool, type SeedDataUse } from '../db/prepared/seed-data-pool.ts';
import type { SeedData } from '../db/seed-data.ts';

// The only state that the mocks of a process share. docs/decisions/0011-mocks-of-a-process-share-seed-data.md says why.
const pool = createSeedDataPool();

const load = async (initialData: InitialData, folder: string | undefined): Promise<SeedData> => {
  const warn = (message: string): void => process.emitWarning(`startMock: ${message}`);
  const data = openSeedData();
  await loadSeedData(data, initialData, folder, { onNotStored: warn, onRegenerated: warn });
  return data;
};

/**
 * Loads seed data, or returns the data that another mock of this process has loaded for the same seed, people and fixtures. It is read-only.
 * Each user calls `release` once it is done.
 * @param folder the folder with prepared data
 */
export const useSharedSeedData = (initialData: InitialData, folder: string | undefined): Promise<SeedDataUse> =>
  pool.use(JSON.stringify(initialData.origin), () => load(initialData, folder));
