/** A time in milliseconds since 1970 as text, in UTC: `2026-05-06T14:23:11.000Z`. */
export const toIsoTime = (time: number): string => new Date(time).toISOString();
