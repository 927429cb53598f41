import type { Database } from 'better-sqlite3';
import type { AccountClock } from '../../domain/account-clock.ts';
import type { FindingKind } from '../../domain/finding-kinds.ts';

export type Account = AccountClock & {
  name: string;
  kind: 'live' | 'test';
  active: 0 | 1;
  credits: number;
  /** Calls a UTC day that a test account may make (E6); null: no cap. */
  daily_quota: number | null;
  own_people: 0 | 1;
  /** Kinds of findings that its calls do not have, as a JSON array. */
  mute_findings: string;
};

/** An account, and the first of its tokens: one that is valid, if there is any. */
export type AccountWithToken = Account & { token: string | null; token_expired: 0 | 1 };

/** The kinds of findings that an account has muted. */
export const mutedFindings = ({ mute_findings }: Account): FindingKind[] => JSON.parse(mute_findings);

/** The same as an account keeps it: each kind once. */
export const mutedText = (kinds: readonly FindingKind[] = []): string => JSON.stringify([...new Set(kinds)]);

const columns =
  'account AS name, kind, active, credits, daily_quota, clock_offset, clock_frozen_at, own_people, mute_findings';

/** Without this index, whatever concerns the tokens of one account would read those of all accounts. */
export const indexTokens = (db: Database): void => {
  db.exec('CREATE INDEX IF NOT EXISTS tokens_by_account ON tokens (account)');
};

/** @param changed called when an account's unlocks were set */
export const accountStore = (db: Database, changed: () => void) => {
  const byToken = db.prepare<[string], Account>(`
    SELECT ${columns} FROM accounts
    WHERE account = (SELECT account FROM tokens WHERE token = ? AND state = 'valid') AND active`);
  const byName = db.prepare<[string], Account>(`SELECT ${columns} FROM accounts WHERE account = ?`);
  const names = db.prepare<[], string>('SELECT account FROM accounts ORDER BY account').pluck();
  const withToken = `
    SELECT ${columns},
      (SELECT token FROM tokens WHERE tokens.account = accounts.account ORDER BY state <> 'valid', token LIMIT 1) AS token,
      NOT EXISTS (SELECT 1 FROM tokens WHERE tokens.account = accounts.account AND state = 'valid') AS token_expired
    FROM accounts`;
  const byNameWithToken = db.prepare<[string], AccountWithToken>(`${withToken} WHERE account = ?`);
  const allWithToken = db.prepare<[], AccountWithToken>(`${withToken} ORDER BY account`);
  const hasToken = db.prepare<[string], number>('SELECT 1 FROM tokens WHERE token = ?').pluck();
  const countCall = db.prepare<{ name: string; day: number }>(`
    UPDATE accounts
    SET quota_used = iif(quota_day = @day, quota_used, 0) + 1, quota_day = @day
    WHERE account = @name AND (quota_day <> @day OR quota_used < daily_quota)`);
  const insert = db.prepare<Account>(`
    INSERT INTO accounts (
      account, kind, active, credits, daily_quota, clock_offset, clock_frozen_at, own_people, mute_findings
    ) VALUES (
      @name, @kind, @active, @credits, @daily_quota, @clock_offset, @clock_frozen_at, @own_people, @mute_findings
    )`);
  const update = db.prepare<Account>(`
    UPDATE accounts SET kind = @kind, active = @active, daily_quota = @daily_quota,
      clock_offset = @clock_offset, clock_frozen_at = @clock_frozen_at, own_people = @own_people,
      mute_findings = @mute_findings
    WHERE account = @name`);
  const insertToken = db.prepare("INSERT INTO tokens (token, account, state) VALUES (?, ?, 'valid')");
  const setTokens = db.prepare('UPDATE tokens SET state = @to WHERE account = @name AND state = @from');
  const countMade = db
    .prepare<[], number>(`
    INSERT INTO meta (key, value) VALUES ('accounts_made', 1)
    ON CONFLICT (key) DO UPDATE SET value = value + 1 RETURNING value`)
    .pluck();
  const copyJobs = db.prepare(`
    INSERT INTO jobs SELECT @to, job_id, category, tier, status, fields_to_enrich, shared, record_set, size, processed,
      submitted_at, updated_at, timeline, polls, base, paused_at
    FROM saved_jobs WHERE snapshot = 'seeded' AND account = @from`);
  const copyUnlocks = db.prepare(`
    INSERT INTO unlocks SELECT @to, uuid, email, phone FROM saved_unlocks WHERE snapshot = 'seeded' AND account = @from`);

  return {
    /** The active account with this valid token; undefined if the token is unknown, expired or revoked. */
    byToken: (token: string): Account | undefined => byToken.get(token),
    byName: (name: string): Account | undefined => byName.get(name),
    names: (): string[] => names.all(),
    byNameWithToken: (name: string): AccountWithToken | undefined => byNameWithToken.get(name),
    /** All accounts, by name. */
    allWithToken: (): AccountWithToken[] => allWithToken.all(),

    /** Whether a token is an account's, be it valid or not. */
    hasToken: (token: string): boolean => hasToken.get(token) !== undefined,

    /** Counts one call of a capped account on a day (days since 1970, UTC); false, counting nothing, where none is left. */
    countCall: (name: string, day: number): boolean => countCall.run({ name, day }).changes > 0,

    /** A name that no account has, in order: account-1, account-2, … */
    nextName: (): string => {
      for (;;) {
        const name = `account-${countMade.get()}`;
        if (!byName.get(name)) return name;
      }
    },

    /**
     * Makes an account with one token. In a transaction.
     * @param from the account whose seeded jobs and unlocks it starts with, under the same ids
     */
    make: (account: Account, token: string, from?: string): void => {
      insert.run(account);
      insertToken.run(token, account.name);
      if (from === undefined) return;
      copyJobs.run({ to: account.name, from });
      copyUnlocks.run({ to: account.name, from });
      changed();
    },

    /** Writes what an account is now; its credits are moved, not written (credit-repository.ts). */
    update: (account: Account): void => {
      update.run(account);
    },

    /** Lets the tokens of an account expire, or takes that back; revoked ones stay so. */
    setExpired: (name: string, expired: boolean): void => {
      setTokens.run({ name, from: expired ? 'valid' : 'expired', to: expired ? 'expired' : 'valid' });
    },
  };
};
