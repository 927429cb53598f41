import { mebibyte } from '../lib/mebibyte.ts';

/** The limit in bytes of each kind of data that the admin API keeps in memory, as the program estimates it. */
export const adminMemoryBounds = {
  /** Requests with their findings. Over the limit, the oldest are removed. */
  journal: 24 * mebibyte,
  /** References to the emails and phones that were sent. Over the limit, the oldest are removed. */
  disclosures: 8 * mebibyte,
  /** Earlier calls, with which the linter compares later calls. Over the limit, those of the longest idle accounts are removed. */
  findings: 8 * mebibyte,
} as const;
