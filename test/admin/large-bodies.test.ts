import { once } from 'node:events';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { defaultLimits } from '../../src/server/limits.ts';
import { serve, tinyDataOptions } from '../support/command.ts';
import { sendRequest } from '../support/http.ts';
import { connectTo, readToEnd } from '../support/raw-connection.ts';
import { fixtures, job, jobId, startTestServer } from '../support/test-server.ts';
import { waitUntil } from '../support/wait-until.ts';

const headers = { authorization: 'Bearer a' };
const path = `/__mock/accounts/a/jobs/${jobId}`;
const people = '/__mock/accounts/a/people';
/** Several batches, as bodies are validated, read and written. */
const many = 5000;

const recordsOf = (mark: string, count = many) =>
  Array.from({ length: count }, (_, index) => ({ mark, imported_name: `Name ${index}` }));
const peopleOf = (mark: string, count = many) =>
  Array.from({ length: count }, (_, index) => ({ first_name: `${mark} ${index}`, company_name: mark }));

const startServer = async (t: Test, changedLimits = {}) => {
  const { app, store } = await startTestServer(
    t,
    fixtures({ jobs: [job([{ mark: 'first' }])] }),
    undefined,
    {},
    { ...defaultLimits, ...changedLimits },
  );
  const send = (method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, body?: object) =>
    app.inject({ method, url, ...(body && { payload: JSON.stringify(body) }) }).then((answer) => answer);
  const marks = async (): Promise<string[]> => {
    const text: string = (await app.inject({ url: `/enrichment/result/${jobId}/?report_type=csv`, headers })).body;
    return [...new Set(text.match(/(?<=^|,)[a-z]+(?=\r)/gm))].filter((mark) => mark !== 'mark');
  };
  const search = async (query = '') =>
    (await app.inject({ url: `/external/search/?limit=1${query}`, headers: { authorization: 'Token a' } })).json();
  return { app, store, send, marks, search };
};

/** Counts the answers to another call while some work runs, and returns them with the result of the work. */
const answeredDuring = async <T>(
  call: () => Promise<unknown>,
  work: Promise<T>,
): Promise<{ result: T; answered: number }> => {
  let over = false;
  const ended = work.finally(() => {
    over = true;
  });
  let answered = 0;
  while (!over) {
    // An injected request is answered within one turn of the event loop.
    await turn();
    await call();
    answered += 1;
  }
  return { result: await ended, answered };
};

t.test('other calls are answered while many records or people are validated and written', async (t) => {
  const { app, send, search, marks } = await startServer(t);
  const calls = {
    'records that replace others': () => send('PATCH', path, { records: recordsOf('next') }),
    'people of its own': () => send('PUT', people, peopleOf('own')),
    'people, the last one wrong': () => send('PUT', people, [...peopleOf('bad'), { first_name: 1 }]),
    'records, the last one wrong': () => send('PATCH', path, { records: [...recordsOf('bad'), 1] }),
  };
  for (const [what, call] of Object.entries(calls)) {
    const { result, answered } = await answeredDuring(async () => app.inject('/livez'), call());
    t.equal(result.statusCode, what.includes('wrong') ? 400 : 200, what);
    t.ok(answered >= 15, `${what}: ${answered} answers`);
  }
  t.same(await marks(), ['next'], 'a refused call changes nothing');
  t.match(await search(), { count: many, results: [{ company_name: 'own' }] });
  t.match((await send('PUT', people, [...peopleOf('bad'), { first_name: 1 }])).json(), {
    path: `/${many}/first_name`,
    error: 'expected a string or null; found 1',
  });
});

t.test('after two simultaneous changes of a job or of people, one of them is stored as a whole', async (t) => {
  const { store, send, marks, search } = await startServer(t);
  const changes = await Promise.all(['one', 'two'].map((mark) => send('PATCH', path, { records: recordsOf(mark) })));
  t.same(
    changes.map(({ statusCode }) => statusCode),
    [200, 200],
  );
  t.equal((await marks()).length, 1);
  await Promise.all([send('PUT', people, peopleOf('one', many + 1)), send('PUT', people, peopleOf('two'))]);
  const { count } = await search();
  const [{ company_name: mark }] = (await search()).results;
  t.equal(count, mark === 'one' ? many + 1 : many);
  t.equal((await search(`&company_name=${mark}`)).count, count);
  const sets = store.db.prepare<[], number>('SELECT count(*) FROM record_sets WHERE NOT is_deleted').pluck();
  t.equal(sets.get(), 1, 'the records of the other change are deleted');
});

t.test('a job or account that is deleted during a change does not come back', async (t) => {
  const { app, store, send } = await startServer(t);
  const changed = send('PATCH', path, { records: recordsOf('late') });
  const sets = store.db.prepare<[], number>('SELECT count(*) FROM record_sets WHERE NOT is_deleted').pluck();
  await waitUntil(() => sets.get() === 1);
  t.equal((await send('POST', '/__mock/accounts', { name: 'meanwhile' })).statusCode, 201);
  t.equal((await send('DELETE', path)).statusCode, 204);
  t.equal((await changed).statusCode, 404);
  t.equal((await app.inject(path)).statusCode, 404);
  t.equal(sets.get(), 0);
  t.equal((await app.inject('/__mock/accounts/meanwhile')).statusCode, 200);
  const set = send('PUT', people, peopleOf('late'));
  await turn();
  t.equal((await send('DELETE', '/__mock/accounts/a')).statusCode, 204);
  t.equal((await set).statusCode, 404);
  t.equal(store.db.prepare('SELECT count(*) FROM own_people').pluck().get(), 0);
});

t.test('a change that is unfinished when the mock stops is not done', async (t) => {
  const { app, send } = await startServer(t);
  const calls = [send('PATCH', path, { records: recordsOf('late') }), send('PUT', people, peopleOf('late'))];
  await turn();
  await app.close();
  for (const call of calls)
    t.match(await call, { statusCode: 503, body: '{"error":"the mock is stopping","path":""}' });
});

t.test('SIGTERM ends the process while it handles a large body, with a complete answer or none', async (t) => {
  const { url, child, ended } = await serve(t, tinyDataOptions);
  const bodies = { people: peopleOf('late', 20_000), jobs: { records: recordsOf('late', 60_000) } };
  const requests = Object.entries(bodies).map(([what, body]) => {
    const method = what === 'people' ? 'PUT' : 'POST';
    return request(`${url}/__mock/accounts/demo/${what}`, { method, agent: false }).end(JSON.stringify(body));
  });
  const texts = requests.map(async (sentRequest) => {
    const [response] = await once(sentRequest, 'response').catch(() => [[]]);
    let text = '';
    for await (const part of response) text += part;
    return text;
  });
  await Promise.all(requests.map((sentRequest) => once(sentRequest, 'finish')));
  t.equal((await sendRequest(`${url}/livez`)).status, 200);
  child.kill('SIGTERM');
  for (const text of await Promise.all(texts)) t.ok(text === '' || JSON.parse(text), text.slice(0, 60));
  t.match(await ended, { code: 0, stderr: '' });
});

t.test('bodies with too many values or keys are refused', async (t) => {
  const { send } = await startServer(t, { maxAdminBodyValues: 1000, maxAdminObjectKeys: 20 });
  const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 1]));
  for (const [body, error] of [
    [{ records: recordsOf('many', 400) }, /^expected a body of JSON; it has more than 1000 values: send fewer$/],
    [{ records: [keys(21)] }, /^expected a body of JSON; an object in it has more than 20 keys$/],
  ] as const) {
    t.match((await send('POST', '/__mock/accounts/a/jobs', body)).json(), { error, path: '' });
  }
  const records = [...Array(40)].map(() => keys(20));
  t.equal(
    (await send('POST', '/__mock/accounts/a/jobs', { records })).statusCode,
    201,
    'values and keys are counted separately',
  );
  t.same([defaultLimits.maxAdminBodyValues, defaultLimits.maxAdminObjectKeys], [400_000, 10_000]);
});

t.test(
  'an account has at most 20,000 people of its own; a job has at most 200 requested fields and 200 steps',
  async (t) => {
    const { send } = await startServer(t);
    const jobs = '/__mock/accounts/a/jobs';
    const steps = (length: number) => Array.from({ length }, () => ({ status: 'queued', after_polls: 1 }));
    const fields = (length: number) => Array.from({ length }, () => 'job_title');
    const cases = [
      ['PUT', people, Array(20_001).fill({}), '', 'expected a list of people, at most 20000; found a list of 20001'],
      ['POST', jobs, { timeline: steps(201) }, '/timeline', 'expected a list of at most 200; found a list of 201'],
      [
        'POST',
        jobs,
        { fields_to_enrich: fields(201) },
        '/fields_to_enrich',
        'expected a list of at most 200; found a list of 201',
      ],
    ] as const;
    for (const [method, url, body, errorPath, error] of cases) {
      t.match(await send(method, url, body), { statusCode: 400, body: JSON.stringify({ error, path: errorPath }) });
    }
    t.equal((await send('PUT', people, Array(20_000).fill({}))).statusCode, 200);
    t.equal((await send('POST', jobs, { timeline: steps(200), fields_to_enrich: fields(200) })).statusCode, 201);
  },
);

t.test('large bodies are handled one after the other, even after a refused one', async (t) => {
  const { send, search } = await startServer(t);
  const order: string[] = [];
  const noteOrder = async (name: string, call: ReturnType<typeof send>): Promise<void> => {
    order.push(`${name} ${(await call).statusCode}`);
  };
  await Promise.all([
    noteOrder('first', send('PUT', people, peopleOf('first'))),
    noteOrder('wrong', send('PUT', people, [1, ...peopleOf('wrong')])),
    noteOrder('last', send('PUT', people, peopleOf('last'))),
  ]);
  t.same(order, ['first 200', 'wrong 400', 'last 200']);
  t.match(await search(), { results: [{ company_name: 'last' }] });
});

t.test(
  'a large body waits while other bodies take all memory for bodies; small bodies and other calls do not wait',
  async (t) => {
    const { app } = await startServer(t, { maxTotalBodyBytes: 100_000 });
    await app.listen({ host: '127.0.0.1', port: 0 });
    const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
    const account = (name: string, length = 0): string => JSON.stringify({ name }).padEnd(length);
    const head = `POST /__mock/accounts HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 60000\r\n\r\n`;
    const [unfinished, whole] = await Promise.all([connectTo(url), connectTo(url)]);
    unfinished.write(head + account('never', 50_000));
    const status = async (name: string): Promise<number> =>
      (await sendRequest(`${url}/__mock/accounts/${name}`)).status;
    await waitUntil(async () => (await sendRequest(`${url}/livez`)).status === 200);
    whole.write(head + account('whole', 60_000));
    for (let call = 0; call < 50; call += 1) {
      t.equal(
        (await sendRequest(`${url}/__mock/accounts`, { method: 'POST', body: account(`small-${call}`) })).status,
        201,
      );
    }
    t.equal(await status('whole'), 404);
    unfinished.destroy();
    t.match(await readToEnd(whole), /^HTTP\/1\.1 201 /);
    t.same([await status('never'), await status('whole')], [404, 200]);
  },
);
