/** E6: calls per UTC day that a test account may make if its fixture or the admin API does not say otherwise. */
export const defaultDailyQuota = 1000;
