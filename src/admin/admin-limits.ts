/** How many jobs an account may have. */
export const maxJobs = 1000;

/** How many faults an account may have, and how many there may be for callers without a valid token. */
export const maxFaults = 100;

/** The limit on the JSON of a fault, in bytes. */
export const maxFaultBytes = 64 * 1024;

/** How many people of its own an account may have. */
export const maxOwnPeople = 20_000;

/** How many snapshots there may be. */
export const maxSnapshots = 1000;

/** The limits on the body of one request to the admin API. */
export type AdminLimits = {
  /** Bytes of a body; a larger one is 413. */
  maxAdminBodyBytes: number;
  /** Approximate number of values in a body; more are 400. */
  maxAdminBodyValues: number;
  /** Keys of one object in a body; more are 400. */
  maxAdminObjectKeys: number;
};

export const defaultAdminLimits: AdminLimits = {
  // Thousands of records or people. A larger body would keep other requests waiting while it is read.
  maxAdminBodyBytes: 8 * 1024 * 1024,
  // Many short values, and many different keys, take longer to read than their number of bytes suggests.
  maxAdminBodyValues: 400_000,
  maxAdminObjectKeys: 10_000,
};
