import t from 'tap';
import { startMock } from '../../src/index.ts';

const faultAliases = { fail: 'injectFault', heal: 'clearFaults', changeFault: 'updateFault' } as const;
const accountAliases = {
  ...faultAliases,
  view: 'get',
  job: 'createJob',
  findJob: 'getJob',
  changeJob: 'updateJob',
  people: 'setPeople',
  sharedPeople: 'useSharedPeople',
  count: 'countRequests',
  forget: 'clearRequests',
  change: 'update',
} as const;
const mockAliases = { ...accountAliases, forgetSnapshot: 'deleteSnapshot', forgetCoverage: 'clearCoverage' } as const;

t.test('each deprecated method does the same as the method that replaces it', async (t) => {
  await using mock = await startMock({ people: 0 });
  const account = await mock.account();
  for (const [clients, aliases] of [
    [[mock], mockAliases],
    [[mock, account], accountAliases],
    [[mock, account, mock.anonymous], faultAliases],
  ] as const) {
    for (const client of clients as readonly object[]) {
      const methods = client as Record<string, unknown>;
      for (const [alias, name] of Object.entries(aliases)) {
        t.type(methods[name], 'function', name);
        t.equal(methods[alias], methods[name], `${alias} is ${name}`);
      }
    }
  }
});
