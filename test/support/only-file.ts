import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Returns the path of the only file in a folder. */
export const getOnlyFile = (folder: string): string => {
  const [name = '', ...more] = readdirSync(folder);
  if (more.length > 0) throw new Error(`${folder} has ${name} and ${more}`);
  return join(folder, name);
};
