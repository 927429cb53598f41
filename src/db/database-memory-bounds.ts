import { mebibyte } from '../lib/mebibyte.ts';

/**
 * The limit in bytes of each cache of the database, as the program estimates it. A mock with the default data fits into a heap
 * of 256 MB even if all caches are full, including the caches in admin/admin-memory-bounds.ts. GET /__mock shows the size of each
 * cache, and docs/deployment.md has a table of the limits.
 */
export const databaseMemoryBounds = {
  /** Unlocks that were read recently. Over the limit, they are read again. */
  unlocks: 8 * mebibyte,
  /** Search results that were read recently, as bytes in UTF-8. Over the limit, they are read again. */
  results: 16 * mebibyte,
  /** Search indexes for accounts with their own people. Over the limit, they are built again. */
  indexes: 16 * mebibyte,
  /** Texts that clients searched for recently, with the values that contain them. Over the limit, they are searched again. */
  texts: 4 * mebibyte,
} as const;

/** The default limit of the state in memory, in MiB. */
export const defaultStateLimit = 128;
