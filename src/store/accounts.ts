import type { Database } from 'better-sqlite3';

export type Account = {
  name: string;
  kind: 'live' | 'test';
  credits: number;
  /** Calls a UTC day that a test account may make (E6); null: no cap. */
  daily_quota: number | null;
};

export const accountStore = (db: Database) => {
  const byToken = db.prepare<[string], Account>(`
    SELECT name, kind, credits, daily_quota
    FROM tokens JOIN accounts ON name = account
    WHERE token = ? AND state = 'valid' AND active`);
  const countCall = db
    .prepare<{ name: string; day: number }, number>(`
    UPDATE accounts
    SET quota_used = iif(quota_day = @day, quota_used, 0) + 1, quota_day = @day
    WHERE name = @name AND (quota_day <> @day OR quota_used < daily_quota)
    RETURNING quota_used`)
    .pluck();

  return {
    /** The account that a token opens; undefined for one that is unknown, expired, revoked or of an inactive account. */
    byToken: (token: string): Account | undefined => byToken.get(token),

    /** Counts one call of a capped account on a day (days since 1970, UTC); false, counting nothing, where none is left. */
    countCall: (name: string, day: number): boolean => countCall.get({ name, day }) !== undefined,
  };
};
