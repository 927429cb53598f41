import { createDisclosures, type Disclosures } from './journal/disclosures.ts';
import { createJournal, type Journal } from './journal/journal.ts';
import { type AccountHistories, createAccountHistories } from './linter/account-history.ts';

/** What is kept in memory about earlier calls of the emulated API. */
export type ExchangeLogs = {
  journal: Journal;
  disclosures: Disclosures;
  /** The earlier calls, with which the linter compares later calls. */
  histories: AccountHistories;
};

/** Creates the logs of a mock, all empty. */
export const createExchangeLogs = (): ExchangeLogs => ({
  journal: createJournal(),
  disclosures: createDisclosures(),
  histories: createAccountHistories(),
});

/** Restores the initial state of the logs: ids of requests start at 1 again. */
export const restartLogs = ({ journal, disclosures, histories }: ExchangeLogs): void => {
  journal.restart();
  disclosures.clearAll();
  histories.clearAll();
};

/** Clears all that is kept about the calls of an account. */
export const clearLogs = ({ journal, disclosures, histories }: ExchangeLogs, account: string): void => {
  journal.clear(account);
  disclosures.clear(account);
  histories.clear(account);
};
