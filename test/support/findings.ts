import type { AccountClient, FindingKind } from '../../src/index.ts';

/** A completed job of 123 records that every account has. */
export const completedJobId = '9f3e7a2b-7c1d-4f12-8c9a-1b2c3d4e5f60';

/** The kinds of an account's findings, in order. */
export const readFindingKinds = async (account: AccountClient): Promise<FindingKind[]> =>
  (await account.findings()).map(({ kind }) => kind);

/** Reads the messages of an account's findings and clears its journal, so that the next call returns new ones only. */
export const takeFindingMessages = async (account: AccountClient): Promise<string[]> => {
  const messages = (await account.findings()).map(({ message }) => message);
  await account.clearRequests();
  return messages;
};
