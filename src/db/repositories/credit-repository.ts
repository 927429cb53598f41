import type { Database } from 'better-sqlite3';

/** One change of an account's credits. */
type LedgerEntry = {
  id: number;
  at: number;
  /** The credits that were added; negative for a charge. */
  amount: number;
  reason: string;
  /** The id of the client's request that changed the credits; null if no request of a client did. */
  request: string | null;
};

/** Returned when something costs more credits than the account has. Nothing was charged. */
export type TooFewCredits = { required: number; balance: number };

/** The number of the newest entries of an account that are stored separately. */
const storedEntries = 10_000;
/** The number of further entries before the oldest entries are merged. Merging many entries at once is cheap. */
const mergedEntries = 1000;

/** Creates the repository of the credits of accounts and their ledger. */
export const createCreditRepository = (db: Database) => {
  const balance = db.prepare<[string], number>('SELECT credits FROM accounts WHERE account = ?').pluck();
  const add = db.prepare('UPDATE accounts SET credits = credits + ? WHERE account = ?');
  const write = db.prepare(`
    INSERT INTO ledger (account, id, at, amount, reason, request)
    SELECT @account, coalesce(max(id), 0) + 1, @at, @amount, @reason, @request FROM ledger WHERE account = @account`);
  const lastRequest = db
    .prepare<[], number>(`
    SELECT max(CAST(request AS INTEGER))
    FROM (SELECT request FROM ledger UNION ALL SELECT request FROM saved_ledger)`)
    .pluck();
  const ids = db.prepare<{ account: string }, { first: number; last: number }>(`
    SELECT (SELECT min(id) FROM ledger WHERE account = @account) AS first,
      (SELECT max(id) FROM ledger WHERE account = @account) AS last`);
  const sumUpTo = db
    .prepare<[string, number], number>('SELECT sum(amount) FROM ledger WHERE account = ? AND id <= ?')
    .pluck();
  const mergeInto = db.prepare(
    "UPDATE ledger SET amount = ?, reason = 'earlier entries', request = NULL WHERE account = ? AND id = ?",
  );
  const removeBefore = db.prepare('DELETE FROM ledger WHERE account = ? AND id < ?');
  const list = db.prepare<[string], LedgerEntry>(
    'SELECT id, at, amount, reason, request FROM ledger WHERE account = ? ORDER BY id',
  );

  /** Merges the oldest entries into one if there are too many. All entries still sum to the balance. */
  const mergeOldest = (account: string): void => {
    const { first, last } = ids.get({ account }) as { first: number; last: number };
    if (last - first < storedEntries + mergedEntries) return;
    const newestMerged = last - storedEntries;
    mergeInto.run(sumUpTo.get(account, newestMerged), account, newestMerged);
    removeBefore.run(account, newestMerged);
  };

  /** Adds credits, or charges a negative amount, and writes the ledger. Must run in a transaction. */
  const move = (account: string, amount: number, at: number, reason: string, request: string | null): void => {
    if (amount === 0) return;
    add.run(amount, account);
    write.run({ account, at, amount, reason, request });
    mergeOldest(account);
  };

  return {
    getBalance: (account: string): number => balance.get(account) ?? 0,
    move,

    /** The highest id of a request in the ledger and in the ledgers of snapshots; 0 if there is none. */
    findLastRequestId: (): number => lastRequest.get() ?? 0,

    /** Lists all entries, oldest first. Their sum is the balance. */
    listEntries: (account: string): LedgerEntry[] => list.all(account),

    /** Charges a cost, or returns that the account has too few credits. Must run in the transaction of the change that costs credits. */
    charge: (account: string, cost: number, at: number, reason: string, request: string): TooFewCredits | undefined => {
      const has = balance.get(account) ?? 0;
      if (cost > has) return { required: cost, balance: has };
      move(account, -cost, at, reason, request);
      return undefined;
    },
  };
};

export type CreditRepository = ReturnType<typeof createCreditRepository>;
