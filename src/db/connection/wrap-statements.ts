import type { Database, Statement } from 'better-sqlite3';

/** Runs a prepared statement in one of the ways that there are, such as `get`. */
type Run = (...given: unknown[]) => unknown;

/**
 * Puts a function around every way to run a statement, for all statements that are prepared from now on.
 * @param wrap gives what is to be called in place of `run`: another function, or `run` itself
 */
export const wrapStatements = (db: Database, wrap: (run: Run, statement: Statement) => Run): void => {
  const prepare = db.prepare.bind(db) as (sql: string) => Statement;
  db.prepare = ((sql: string) => {
    const statement = prepare(sql);
    for (const name of ['run', 'get', 'all', 'iterate'] as const) {
      const run = (statement[name] as Run).bind(statement);
      const wrapped = wrap(run, statement);
      if (wrapped !== run) statement[name] = wrapped as never;
    }
    return statement;
  }) as Database['prepare'];
};
