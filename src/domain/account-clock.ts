/** The settings of an account's clock. */
export type AccountClock = {
  /** How far the clock is ahead of the machine's, in milliseconds. */
  clock_offset: number;
  /** The time at which the clock is frozen, in milliseconds since 1970; null if it runs. */
  clock_frozen_at: number | null;
};

/**
 * The time on an account's clock, in milliseconds since 1970.
 * @param machineTime the time on the machine's clock
 */
export const getAccountTime = ({ clock_offset, clock_frozen_at }: AccountClock, machineTime: number): number =>
  clock_frozen_at ?? machineTime + clock_offset;
