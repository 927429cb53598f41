import type { Database } from 'better-sqlite3';
import type { AccountClock } from '../../domain/account-clock.ts';
import type { FindingKind } from '../../domain/finding-kinds.ts';

export type Account = AccountClock & {
  name: string;
  kind: 'live' | 'test';
  active: 0 | 1;
  credits: number;
  /** Calls per UTC day that a test account may make (E6); null for no limit. */
  daily_quota: number | null;
  own_people: 0 | 1;
  /** Kinds of findings that calls of the account never have, as a JSON array. */
  mute_findings: string;
};

/** An account with the first of its tokens: a valid one if there is any. */
export type AccountWithToken = Account & { token: string | null; token_expired: 0 | 1 };

/** Parses the kinds of findings that an account mutes. */
export const parseMutedFindings = ({ mute_findings }: Account): FindingKind[] => JSON.parse(mute_findings);

/** Formats kinds of findings as an account stores them: each kind once. */
export const formatMutedFindings = (kinds: readonly FindingKind[] = []): string => JSON.stringify([...new Set(kinds)]);

const columns =
  'account AS name, kind, active, credits, daily_quota, clock_offset, clock_frozen_at, own_people, mute_findings';

/** Without this index, a query for the tokens of one account would read the tokens of all accounts. */
export const indexTokens = (db: Database): void => {
  db.exec('CREATE INDEX IF NOT EXISTS tokens_by_account ON tokens (account)');
};

/**
 * Creates the repository of accounts and their tokens. It is one closure because the methods share prepared statements.
 * @param clearCaches called when rows of unlocks are copied, which other repositories may have in memory
 */
export const createAccountRepository = (db: Database, clearCaches: () => void) => {
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
  const countNames = db
    .prepare<[], number>(`
    INSERT INTO meta (key, value) VALUES ('accounts_created', 1)
    ON CONFLICT (key) DO UPDATE SET value = value + 1 RETURNING value`)
    .pluck();
  const copyJobs = db.prepare(`
    INSERT INTO jobs SELECT @to, job_id, category, tier, status, fields_to_enrich, shared, record_set, size, processed,
      submitted_at, updated_at, timeline, polls, base, paused_at
    FROM saved_jobs WHERE snapshot = 'initial' AND account = @from`);
  const copyUnlocks = db.prepare(`
    INSERT INTO unlocks SELECT @to, uuid, email, phone FROM saved_unlocks WHERE snapshot = 'initial' AND account = @from`);

  return {
    /** The active account with this valid token; undefined if the token is unknown, expired or revoked. */
    findByToken: (token: string): Account | undefined => byToken.get(token),
    findByName: (name: string): Account | undefined => byName.get(name),
    listNames: (): string[] => names.all(),
    findByNameWithToken: (name: string): AccountWithToken | undefined => byNameWithToken.get(name),
    /** All accounts in the order of their names. */
    listWithToken: (): AccountWithToken[] => allWithToken.all(),

    /** Whether any account has this token, valid or not. */
    hasToken: (token: string): boolean => hasToken.get(token) !== undefined,

    /**
     * Counts one call of an account with a daily quota. Returns false, and counts nothing, if the quota is used up.
     * @param day days since 1970, UTC
     */
    countCall: (name: string, day: number): boolean => countCall.run({ name, day }).changes > 0,

    /** Creates the next name that no account has: account-1, account-2, … */
    createName: (): string => {
      for (;;) {
        const name = `account-${countNames.get()}`;
        if (!byName.get(name)) return name;
      }
    },

    /**
     * Creates an account with one token. Must run in a transaction.
     * @param from the account whose initial jobs and unlocks are copied, with the same ids
     */
    create: (account: Account, token: string, from?: string): void => {
      insert.run(account);
      insertToken.run(token, account.name);
      if (from === undefined) return;
      copyJobs.run({ to: account.name, from });
      copyUnlocks.run({ to: account.name, from });
      clearCaches();
    },

    /** Updates an account except for its credits, which only credit-repository.ts changes. */
    update: (account: Account): void => {
      update.run(account);
    },

    /** Makes the valid tokens of an account expire, or its expired tokens valid again. Revoked tokens stay revoked. */
    setExpired: (name: string, expired: boolean): void => {
      setTokens.run({ name, from: expired ? 'valid' : 'expired', to: expired ? 'expired' : 'valid' });
    },
  };
};
