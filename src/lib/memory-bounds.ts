const mebibyte = 1024 * 1024;

/**
 * How many bytes of memory each kind of data may take that outlives a request, as the program estimates them. A mock with
 * the default data lives in a heap of 256 MB with all of them full. GET /__mock shows how much of each is in use, and
 * docs/deployment.md has them as a table.
 */
export const memoryBounds = {
  /** Requests with their findings. Over the bound, the oldest are removed. */
  journal: 24 * mebibyte,
  /** What was disclosed. Over the bound, the oldest are removed. */
  disclosures: 8 * mebibyte,
  /** What the next calls of each account are compared with. Over the bound, accounts that were idle for longest lose it. */
  findings: 8 * mebibyte,
  /** Unlocks that were read lately. Over the bound, they are read again. */
  unlocks: 8 * mebibyte,
  /** Results of the newest people as text. Over the bound, further ones are read each time. */
  results: 16 * mebibyte,
  /** Indexes over the people that accounts have of their own. Over the bound, they are made again. */
  indexes: 16 * mebibyte,
  /** Texts that were searched for lately, with what they match. Over the bound, they are searched for again. */
  texts: 4 * mebibyte,
} as const;

/** How large the state in memory may get where nobody says otherwise, in MiB. */
export const defaultStateLimit = 128;
