import type { Database } from 'better-sqlite3';

/** One movement of an account's credits. */
export type LedgerEntry = {
  id: number;
  at: number;
  /** What was added; negative for a charge. */
  amount: number;
  reason: string;
  /** The id of the request that moved them; null where none of the client's did. */
  request: string | null;
};

/** Why something was not done: it costs more than there is. Nothing was charged. */
export type TooFew = { required: number; balance: number };

/** How many movements of an account are kept each by itself. */
const keptMovements = 10_000;
/** How many more there may be before the oldest become one. */
const movementsAtATime = 1000;

export const creditStore = (db: Database) => {
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
    "UPDATE ledger SET amount = ?, reason = 'earlier movements', request = NULL WHERE account = ? AND id = ?",
  );
  const removeBefore = db.prepare('DELETE FROM ledger WHERE account = ? AND id < ?');
  const list = db.prepare<[string], LedgerEntry>(
    'SELECT id, at, amount, reason, request FROM ledger WHERE account = ? ORDER BY id',
  );

  /** Makes the oldest movements one where there are too many, so that all of them still sum to the balance. */
  const mergeOldest = (account: string): void => {
    const { first, last } = ids.get({ account }) as { first: number; last: number };
    if (last - first < keptMovements + movementsAtATime) return;
    const newestMerged = last - keptMovements;
    mergeInto.run(sumUpTo.get(account, newestMerged), account, newestMerged);
    removeBefore.run(account, newestMerged);
  };

  /** Moves credits and writes it down. In a transaction. */
  const move = (account: string, amount: number, at: number, reason: string, request: string | null): void => {
    if (amount === 0) return;
    add.run(amount, account);
    write.run({ account, at, amount, reason, request });
    mergeOldest(account);
  };

  return {
    balance: (account: string): number => balance.get(account) ?? 0,
    move,

    /** The highest id of a request that moved credits, in the ledger or in that of a snapshot; 0 where none did. */
    lastRequest: (): number => lastRequest.get() ?? 0,

    /** Every movement, oldest first: they sum to the balance. */
    entries: (account: string): LedgerEntry[] => list.all(account),

    /** Charges what something costs, or gives why it can't. In the transaction in which that is done. */
    charge: (account: string, cost: number, at: number, reason: string, request: string): TooFew | undefined => {
      const has = balance.get(account) ?? 0;
      if (cost > has) return { required: cost, balance: has };
      move(account, -cost, at, reason, request);
      return undefined;
    },
  };
};

export type CreditStore = ReturnType<typeof creditStore>;
