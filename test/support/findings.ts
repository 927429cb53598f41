import type { AccountClient, FindingKind } from '../../src/index.ts';

/** A job that every account has, of 123 records. */
export const done = '9f3e7a2b-7c1d-4f12-8c9a-1b2c3d4e5f60';

export const kinds = async (account: AccountClient): Promise<FindingKind[]> =>
  (await account.findings()).map(({ kind }) => kind);

/** The messages of an account's findings since the last time. */
export const said = async (account: AccountClient): Promise<string[]> => {
  const messages = (await account.findings()).map(({ message }) => message);
  await account.clearRequests();
  return messages;
};
