const dayMs = 86_400_000;

/** E6: calls per UTC day that a test account may make if its fixture or the admin API does not say otherwise. */
export const defaultDailyQuota = 1000;

/** E6: the UTC day that a call counts for, as days since 1970. */
export const getQuotaDay = (time: number): number => Math.floor(time / dayMs);

/** E6: the seconds from a time to the next UTC midnight, when a new quota begins. */
export const countSecondsToMidnight = (time: number): number => {
  const passed = ((time % dayMs) + dayMs) % dayMs;
  return Math.ceil((dayMs - passed) / 1000);
};
