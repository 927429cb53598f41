import t from 'tap';
import { fixtures, mockFor } from '../support/mock.ts';
import { fc } from '../support/property.ts';
import { steered } from '../support/steer.ts';

t.test('an id is taken as it is shown, and not as a number', async (t) => {
  const { steer } = await steered(t);
  const faults = '/accounts/demo/faults';
  await steer('POST', faults, { status: 503, times: 3 });
  const before = (await steer('GET', faults)).text;
  await steer('POST', faults, { status: 500 });
  await steer('DELETE', `${faults}/2`);
  for (const id of ['2', '3', '0', '-1', '01', '1.0', '1e0', '0x1', '%31%20', 'x', '9007199254740993']) {
    const { status, json } = await steer('DELETE', `${faults}/${id}`);
    t.match({ status, ...json() }, { status: 404, error: /^there is no fault "/, path: '' }, id);
  }
  t.equal((await steer('GET', faults)).text, before);
});

t.test('no id is given to a second fault of an account, whatever is removed, reset or restored between', async (t) => {
  const mock = await steered(t);
  const deeds = ['make', 'make', 'remove the last', 'clear', 'save', 'restore', 'reset', 'reset all'] as const;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...deeds), { maxLength: 15 }), async (sequence) => {
      const ids: number[] = [];
      await mock.snapshot('here');
      for (const deed of sequence) {
        if (deed === 'make') ids.push((await mock.fail({ status: 503 })).id);
        else if (deed === 'remove the last') {
          const last = (await mock.faults()).at(-1);
          if (last) await mock.heal(last.id);
        } else if (deed === 'clear') await mock.heal();
        else if (deed === 'save') await mock.snapshot('here');
        else if (deed === 'reset') await mock.steer('POST', '/accounts/demo/reset');
        else if (deed === 'reset all') {
          await mock.reset();
          await mock.snapshot('here');
        } else await mock.restore('here');
      }
      t.same(
        ids,
        [...new Set(ids)].sort((a, b) => a - b),
        sequence.join(', '),
      );
    }),
    { numRuns: 30 },
  );
});

t.test('of an account that is gone no id is kept, unless a snapshot has the account', async (t) => {
  const { app, store } = await mockFor(t, fixtures());
  const call = (method: 'POST' | 'PUT' | 'DELETE', path: string, payload?: object) =>
    app.inject({ method, url: `/__mock${path}`, ...(payload && { payload }) });
  const kept = () => store.db.prepare('SELECT account FROM fault_ids ORDER BY account').pluck().all();
  for (const name of ['one', 'two']) {
    await call('POST', '/accounts', { name });
    await call('POST', `/accounts/${name}/faults`, { status: 503 });
  }
  await call('POST', '/faults', { status: 503 });
  await call('DELETE', '/accounts/one');
  t.same(kept(), ['', 'two']);
  await call('PUT', '/snapshots/here');
  await call('DELETE', '/accounts/two');
  t.same(kept(), ['', 'two']);
  await call('POST', '/snapshots/here/restore');
  t.match((await call('POST', '/accounts/two/faults', { status: 503 })).json(), { id: 2 });
  await call('DELETE', '/accounts/two');
  await call('DELETE', '/snapshots/here');
  t.same(kept(), ['']);
  await call('POST', '/accounts', { name: 'two' });
  await call('POST', '/accounts/two/faults', { status: 503 });
  await call('POST', '/reset');
  t.same(kept(), ['']);
});

t.test('an account has at most 100 faults, each of at most 64 KiB', async (t) => {
  const { steer, account } = await steered(t);
  await account({ name: 'mine' });
  for (const faults of ['/accounts/mine/faults', '/faults']) {
    const around = JSON.stringify({ body: '' }).length;
    t.equal((await steer('POST', faults, { body: 'x'.repeat(65_536 - around) })).status, 201);
    for (const text of ['x'.repeat(65_537 - around), 'ä'.repeat(32_768)]) {
      const { status, json } = await steer('POST', faults, { body: text });
      t.match({ status, ...json() }, { status: 400, error: /^expected a fault of at most 65536 bytes of JSON; found/ });
    }
    for (let number = 2; number <= 100; number += 1) await steer('POST', faults, { status: 503 });
    const { status, json } = await steer('POST', faults, { status: 503 });
    t.match({ status, ...json() }, { status: 400, error: /^expected at most 100 faults; .* DELETE some$/, path: '' });
    t.equal((await steer('GET', faults)).json().faults.length, 100);
    await steer('DELETE', `${faults}/50`);
    t.match((await steer('POST', faults, { status: 503 })).json(), { id: 101 });
  }
});
