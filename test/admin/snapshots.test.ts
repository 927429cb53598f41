import t from 'tap';
import type { AccountClient } from '../../src/index.ts';
import { type AdminMock, startAdminMock } from '../support/admin-api.ts';

/** The bytes of the state, from GET /__mock. */
const stateBytes = async ({ callAdmin }: AdminMock): Promise<number> =>
  (await callAdmin('GET', '')).json().memory.state.bytes;

/** Counts the people whom an account finds for each of these companies. */
const countByCompany = async (mock: AdminMock, { token }: AccountClient, names: readonly string[]): Promise<number[]> =>
  Promise.all(names.map(async (name) => (await mock.search(token, `?company_name=${name}`)).json().count));

t.test('a restored snapshot restores the people of an account, even after a search of later people', async (t) => {
  const mock = await startAdminMock(t);
  const mine = await mock.account();
  const names = ['Before', 'After'];
  await mine.setPeople([{ company_name: 'Before' }]);
  t.same(await countByCompany(mock, mine, names), [1, 0]);
  await mock.snapshot('here');
  await mine.setPeople([{ company_name: 'After' }]);
  t.same(await countByCompany(mock, mine, names), [0, 1]);
  await mock.restore('here');
  t.same(await countByCompany(mock, mine, names), [1, 0]);
});

t.test('unlocks end with a restored snapshot, a reset or the deletion of the account', async (t) => {
  const mock = await startAdminMock(t);
  const make = () => mock.account({ name: 'mine', from: 'empty' });
  const mine = await make();
  const isUnlocked = async () => (await mock.search(mine.token, '?limit=1')).json().results[0].is_email_unlocked;
  const { uuid } = (await mock.search(mine.token, '?limit=1')).json().results[0];
  await mock.snapshot('here');
  for (const [what, undo] of [
    ['restore', () => mock.restore('here')],
    ['reset of the account', () => mine.reset()],
    ['new account with the same name', () => mine.delete().then(make)],
  ] as const) {
    await mine.unlock(uuid, 'email');
    t.equal(await isUnlocked(), true);
    await undo();
    t.equal(await isUnlocked(), false, what);
  }
});

t.test('a restored snapshot and a reset restore the ledger, and its sum is the balance', async (t) => {
  const mock = await startAdminMock(t);
  const mine = await mock.account({ credits: 7 });
  const initial = await mine.credits();
  await mine.update({ credits: 20 });
  const saved = await mine.credits();
  t.equal(saved.entries.length, 2);
  await mock.snapshot('here');
  await mine.update({ credits: 3 });
  await mock.restore('here');
  t.same(await mine.credits(), saved);
  await mine.reset();
  t.same(await mine.credits(), initial);
  await mine.delete();
  t.equal(
    (await (await mock.account({ name: mine.name })).credits()).entries.length,
    1,
    'a new account with the same name',
  );
});

t.test('an account can be reset after a snapshot was saved or restored twice', async (t) => {
  const mock = await startAdminMock(t);
  const mine = await mock.account({ credits: 7 });
  for (const calls of [
    ['save', 'save', 'restore'],
    ['save', 'restore', 'restore'],
  ]) {
    for (const call of calls) await (call === 'save' ? mock.snapshot('here') : mock.restore('here'));
    t.equal((await mock.callAdmin('POST', `/accounts/${mine.name}/reset`)).status, 204, calls.join(', '));
    t.equal((await mine.credits()).balance, 7);
  }
});

t.test('a deleted snapshot takes no memory', async (t) => {
  const mock = await startAdminMock(t);
  for (let number = 0; number < 100; number += 1) await mock.account();
  const before = await stateBytes(mock);
  await mock.snapshot('here');
  const saved = (await stateBytes(mock)) - before;
  t.ok(saved > 100_000, `the snapshot takes ${saved} bytes`);
  t.equal((await mock.callAdmin('DELETE', '/snapshots/here')).status, 204);
  const left = (await stateBytes(mock)) - before;
  t.ok(left < saved / 10, `${left} of ${saved} bytes are left`);
});

t.test('records without a job and a snapshot take no memory', async (t) => {
  const mock = await startAdminMock(t);
  const job_id = '66666666-6666-4666-8666-666666666666';
  const size = 1_000_000;
  const bytes = () => stateBytes(mock);
  const make = (mine: AccountClient) => mine.createJob({ job_id, records: [{ text: 'x'.repeat(size) }] });
  /** Creates a large job that only a snapshot has. */
  const makeSaved = async (mine: AccountClient) => {
    await make(mine);
    await mock.snapshot('with the job');
    await mine.deleteJob(job_id);
  };
  await mock.snapshot('empty');
  for (const [what, prepare, drop] of [
    ['the job is deleted', make, (mine: AccountClient) => mine.deleteJob(job_id)],
    ['its records are replaced', make, (mine: AccountClient) => mine.updateJob(job_id, { records: [] })],
    ['its account is reset', make, (mine: AccountClient) => mine.reset()],
    ['its account is deleted', make, (mine: AccountClient) => mine.delete()],
    ['a snapshot without it is restored', make, () => mock.restore('empty')],
    ['its snapshot is saved again', makeSaved, () => mock.snapshot('with the job')],
    ['its snapshot is removed', makeSaved, () => mock.callAdmin('DELETE', '/snapshots/with%20the%20job')],
    ['everything is reset', make, () => mock.reset()],
  ] as const) {
    const mine = await mock.account();
    const before = await bytes();
    await prepare(mine);
    t.ok((await bytes()) - before > size, what);
    await drop(mine);
    const left = (await bytes()) - before;
    t.ok(left < size / 10, `${what}: ${left} bytes are left`);
  }
});
