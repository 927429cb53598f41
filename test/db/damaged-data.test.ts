import { once } from 'node:events';
import {
  copyFileSync,
  cpSync,
  linkSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import Database from 'better-sqlite3';
import t from 'tap';
import { DamagedData } from '../../src/db/connection/damaged-data.ts';
import { startMock } from '../../src/index.ts';
import { run, serve, tinyDataOptions } from '../support/command.ts';
import { bearer, sendRequest, token } from '../support/http.ts';
import { matchList } from '../support/match-list.ts';
import { getOnlyFile } from '../support/only-file.ts';
import { fixtures, job, startTestServer } from '../support/test-server.ts';

// On a busy machine these tests take longer than tap's default timeout of 30 s.
t.setTimeout(600_000);

/** Positions near the start and the end of the file of the default data, which has some 15 MB. */
const [nearStart, nearEnd] = [400 * 1024, 8 * 1024 ** 2];
const longJob = '/enrichment/result/00000000-0000-4000-8000-00000000000a/';
const damaged = /is damaged: [^"]*; its data is generated again/g;

/** Overwrites the end of a file with zeros, as if the disk had lost it: the times of the file do not change. */
const zeroEnd = (file: string, from: number): void => {
  const { atime, mtime } = statSync(file);
  writeFileSync(file, readFileSync(file).fill(0, from));
  utimesSync(file, atime, mtime);
};

/** Overwrites the last pages of a table with zeros, by default all of its pages. */
const zeroTable = (file: string, table: string, last = Number.POSITIVE_INFINITY): void => {
  const db = new Database(file, { readonly: true });
  const pages = db
    .prepare<[string], number>('SELECT pageno FROM dbstat WHERE name = ? ORDER BY pageno')
    .pluck()
    .all(table);
  db.close();
  const content = readFileSync(file);
  const pageSize = content.readUInt16BE(16);
  for (const page of pages.slice(-last)) content.fill(0, (page - 1) * pageSize, page * pageSize);
  writeFileSync(file, content);
};

/** The default data, made once for all tests. */
const folder = t.testdir({ prepared: {} });
t.match(await run(['prepare', '--cache', join(folder, 'prepared')]).ended, { code: 0, stderr: '' });

/** Copies the default data to a new folder. */
const cache = (name: string): string => {
  cpSync(join(folder, 'prepared'), join(folder, name), { recursive: true });
  return join(folder, name);
};

/** Reads all parts of the data at once, and unlocks some people. */
const readAll = async (url: string): Promise<string[]> => {
  const offsets = Array.from({ length: 10 }, (_, index) => index * 1000);
  const searched = offsets.map((offset) =>
    sendRequest(`${url}/external/search/?limit=1000&offset=${offset}`, { headers: token('demo-token') }),
  );
  const pages = Array.from({ length: 50 }, (_, index) =>
    sendRequest(`${url}${longJob}?page_size=200&page=${index + 1}`, { headers: bearer('demo-token') }),
  );
  const people = JSON.parse((await searched[9])?.text ?? '').results as { uuid: string }[];
  const unlock = sendRequest(`${url}/external/unlock/`, {
    method: 'POST',
    headers: { ...token('demo-token'), 'content-type': 'application/json' },
    body: JSON.stringify({ uuids: people.slice(0, 50).map(({ uuid }) => uuid), unlock_type: 'phone' }),
  });
  const answers = await Promise.all([...searched, ...pages, unlock]);
  answers.push(await sendRequest(`${url}${longJob}?report_type=csv`, { headers: bearer('demo-token') }));
  return answers.map(({ status, text }) => `${status} ${text}`);
};

t.test(
  'a file that is damaged while the server runs is generated again once, and every call is answered',
  async (t) => {
    const undamaged = await serve(t, ['--cache', cache('undamaged')]);
    const expected = await readAll(undamaged.url);
    const damages: Record<string, (file: string) => void> = {
      cut: (file) => truncateSync(file, nearStart),
      lost: (file) => zeroEnd(file, 0),
      // Another start has found the damage and made the file again.
      replaced: (file) => {
        copyFileSync(file, `${file}.new`);
        truncateSync(file, nearStart);
        renameSync(`${file}.new`, file);
        // With a second name, its inode is not used for another file.
        linkSync(file, join(folder, 'sound'));
      },
    };
    for (const [name, damage] of Object.entries(damages)) {
      const own = cache(name);
      const { url, child, ended } = await serve(t, ['--cache', own]);
      damage(getOnlyFile(own));
      const { ino: damagedInode } = statSync(getOnlyFile(own));
      const answers = await readAll(url);
      t.ok(
        answers.every((answer, index) => answer === expected[index]),
        name,
      );
      t.equal((await sendRequest(`${url}/readyz`)).status, 200);
      child.kill('SIGTERM');
      const { code, stderr } = await ended;
      t.equal(code, 0);
      t.equal(stderr.match(damaged)?.length, 1, 'the log reports it once');
      t.equal(stderr.trim().split('\n').length, 1, 'the log has no other line');
      const { ino } = statSync(getOnlyFile(own));
      t.equal(ino === damagedInode, name === 'replaced', 'an undamaged file is not generated again');
      const next = await serve(t, ['--cache', own]);
      next.child.kill('SIGTERM');
      t.match(await next.ended, { code: 0, stderr: '' }, 'the next start reports nothing');
      t.equal(statSync(getOnlyFile(own)).ino, ino);
    }
  },
);

t.test('lost records are generated again, whether a page or a CSV reads them first', async (t) => {
  const paths = ['page_size=200&page=20', 'report_type=csv'].map((query) => `${longJob}?${query}`);
  const read = async (url: string, path: string): Promise<string> => {
    const { status, text } = await sendRequest(url + path, { headers: bearer('demo-token') });
    return `${status} ${text}`;
  };
  const undamaged = await serve(t, ['--cache', cache('records')]);
  for (const [index, path] of paths.entries()) {
    const own = cache(`records-${index}`);
    const { url, child, ended } = await serve(t, ['--cache', own]);
    zeroTable(getOnlyFile(own), 'records');
    const answer = await read(url, path);
    t.ok(answer === (await read(undamaged.url, path)), `${path}: ${answer.slice(0, 100)}`);
    child.kill('SIGTERM');
    t.equal((await ended).stderr.match(damaged)?.length, 1, 'the log reports it once');
  }
});

t.test('a download continues after another call has found damage and the data is generated again', async (t) => {
  const own = cache('download');
  const { url, child, ended } = await serve(t, ['--cache', own]);
  const headers = bearer('demo-token');
  const path = `${url}${longJob}?report_type=csv`;
  // From another server: this one must not have the damaged pages in its cache.
  const undamaged = await serve(t, ['--cache', cache('download-undamaged')]);
  const expected = (await sendRequest(`${undamaged.url}${longJob}?report_type=csv`, { headers })).text;
  // It is so slow that the data is generated again before it reads the last lines, which are damaged.
  const slow = JSON.stringify({ connection: 'trickle', delay_ms: 1, times: 1 });
  await sendRequest(`${url}/__mock/accounts/demo/faults`, { method: 'POST', body: slow });
  const download = request(path, { headers, agent: false }).end();
  const [response] = (await once(download, 'response')) as [IncomingMessage];
  const downloaded = text(response);
  zeroTable(getOnlyFile(own), 'records', 20);
  t.equal((await sendRequest(`${url}${longJob}?page_size=200&page=50`, { headers })).status, 200);
  t.notOk(response.complete, 'the download is not finished');
  t.ok((await downloaded) === expected, 'the download is complete');
  child.kill('SIGTERM');
  t.equal((await ended).stderr.match(damaged)?.length, 1, 'the log reports it once');
});

t.test('a file that is damaged before a start is generated again once', async (t) => {
  const own = cache('before');
  const sound = readFileSync(getOnlyFile(own));
  zeroEnd(getOnlyFile(own), nearEnd);
  const { child, ended } = await serve(t, ['--cache', own]);
  t.same(readFileSync(getOnlyFile(own)), sound, 'before it is ready');
  child.kill('SIGTERM');
  const { code, stderr } = await ended;
  t.equal(code, 0);
  t.match(stderr, /^\{"level":40,[^\n]*\.data can't be used: [^"\n]*; its data is generated again"\}\n$/);
});

t.test('a call that the server repeats has one complete answer', async (t) => {
  const { app, store, csv, json } = await startTestServer(t, fixtures({ jobs: [job([{ a: 1 }, { a: 2 }])] }));
  const expected = { csv: await csv(), json: await json() };
  await app.inject({
    method: 'POST',
    url: '/__mock/accounts/a/faults',
    payload: { connection: 'trickle', delay_ms: 1, skip: 2, times: 2 },
  });
  const reads = { csv: store.jobs.csv, json: store.jobs.json };
  for (const fault of ['without a fault', 'with a fault']) {
    for (const kind of ['csv', 'json'] as const) {
      store.jobs[kind] = () => {
        Object.assign(store.jobs, reads);
        throw new DamagedData(new Error('lost'), Promise.resolve());
      };
      t.equal(await { csv, json }[kind](), expected[kind], `${kind} ${fault}`);
      t.equal(store.jobs[kind], reads[kind], 'the read has failed once');
    }
  }
});

t.test('mocks of one process that share a damaged file continue with new data', async (t) => {
  const warnings: string[] = [];
  const warned = ({ message }: Error): unknown => warnings.push(message);
  process.on('warning', warned);
  t.teardown(() => process.off('warning', warned));
  const own = cache('mocks');
  const mocks = await Promise.all([1, 2].map(() => startMock({ cache: own })));
  t.teardown(() => Promise.all(mocks.map(({ close }) => close())));
  truncateSync(getOnlyFile(own), nearStart);
  const [first, second] = await Promise.all(mocks.map(({ url }) => readAll(url)));
  t.ok(first?.every((answer) => answer.startsWith('200 ')));
  t.ok(first?.every((answer, index) => answer === second?.[index]));
  matchList(t, warnings, [/^startMock: \S+ is damaged: .*; its data is generated again$/]);
});

t.test(
  'damage in a large file is found while the server runs, also when the search index is built',
  { timeout: 600_000 },
  async (t) => {
    const own = join(folder, 'large');
    const args = ['--people', '100000', ...tinyDataOptions.slice(2), '--cache', own];
    t.match(await run(['prepare', ...args]).ended, { code: 0 });
    const file = getOnlyFile(own);
    t.ok(statSync(file).size > 32 * 1024 ** 2, 'the file is too large to be checked at each start');
    zeroEnd(file, nearStart);
    const copy = join(folder, 'copy');
    copyFileSync(file, copy);

    const stopped = await serve(t, args);
    await stopped.waitForOutput('stderr', damaged);
    stopped.child.kill('SIGTERM');
    const { code, stderr } = await stopped.ended;
    t.equal(code, 0);
    t.equal(stderr.trim().split('\n').length, 1);
    t.same(readdirSync(own), [], 'if the server stops while the data is made, no part of a file remains');

    copyFileSync(copy, file);
    const { url, child, waitForOutput, ended } = await serve(t, args);
    await waitForOutput('stderr', damaged);
    t.equal(
      (await sendRequest(`${url}/external/search/?limit=1&job_level=C`, { headers: token('demo-token') })).status,
      200,
    );
    const search = await sendRequest(`${url}/external/search/?limit=1&offset=99999`, { headers: token('demo-token') });
    const { count, results } = search.json();
    t.same([count, results.length], [100_000, 1]);
    child.kill('SIGTERM');
    t.equal((await ended).code, 0);
    const next = await serve(t, args);
    next.child.kill('SIGTERM');
    t.match(await next.ended, { code: 0, stderr: '' });
  },
);
