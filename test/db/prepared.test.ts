import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import Database from 'better-sqlite3';
import t, { type Test } from 'tap';
import { repeatDamaged } from '../../src/db/connection/damaged-data.ts';
import { openStore } from '../../src/db/open-store.ts';
import { type FillOptions, openSeedData, replaceSeedData } from '../../src/db/prepared/fill-seed-data.ts';
import { loadSeedData } from '../../src/db/prepared/load-seed-data.ts';
import type { Account } from '../../src/db/repositories/account-repository.ts';
import type { EnrichmentJob } from '../../src/db/repositories/job-rows.ts';
import type { SeedData } from '../../src/db/seed-data.ts';
import { filterNames } from '../../src/domain/filters.ts';
import { createInitialData } from '../../src/fixtures/create-initial-data.ts';
import type { Fixtures } from '../../src/fixtures/load/load-fixtures.ts';
import { runProgram, startProgram } from '../support/child-process.ts';
import { bin, run, serve, tinyDataOptions, watchOutput } from '../support/command.ts';
import { sendRequest, token } from '../support/http.ts';
import { matchList } from '../support/match-list.ts';
import { getOnlyFile } from '../support/only-file.ts';
import { fixtures, job, jobId, person } from '../support/test-server.ts';
import { findUnprivilegedCommand, getServerCommand } from '../support/unprivileged.ts';
import { waitUntil } from '../support/wait-until.ts';

// On a busy machine these tests take longer than tap's default timeout of 30 s.
t.setTimeout(600_000);

type Origin = { fixtures: Fixtures; seed: number; people: number };

const origin: Origin = { fixtures: fixtures({ jobs: [job([{ a: 1 }])], hash: 'x' }), seed: 1, people: 30 };

/** Loads data as the command does. */
const load = async (
  given: Origin,
  folder: string | undefined,
  { messages = [], ...options }: FillOptions & { messages?: string[] } = {},
): Promise<SeedData> => {
  const shared = openSeedData();
  const notices = {
    onNotStored: (why: string) => messages.push(`not kept: ${why}`),
    onRegenerated: (why: string) => messages.push(`generated again: ${why}`),
  };
  await loadSeedData(shared, createInitialData(given.fixtures, given.seed, given.people), folder, notices, options);
  return shared;
};

/** Computes a hash of the whole content of seed data, and closes it. */
const hashContent = (shared: SeedData): string => {
  const tables = ['people', 'person_columns', 'records', 'record_sets'];
  const rows = tables.map((table) => shared.db.prepare(`SELECT * FROM ${table}`).all());
  shared.close();
  return createHash('sha256')
    .update(JSON.stringify([rows, shared.loaded]))
    .digest('hex');
};

/** Loads from a folder whose file can't be used, and checks that the file is generated again once and the reason is reported. */
const checkRegenerated = async (t: Test, folder: string, given: Origin, why: RegExp, what = ''): Promise<string> => {
  const messages: string[] = [];
  const made = hashContent(await load(given, folder, { messages }));
  t.equal(messages.length, 1, what);
  t.match(messages[0], why, what);
  const { ino } = lstatSync(getOnlyFile(folder));
  t.equal(hashContent(await load(given, folder, { messages })), made);
  t.equal(lstatSync(getOnlyFile(folder)).ino, ino, 'the next start opens the new file');
  t.equal(messages.length, 1, 'the next start reports nothing');
  return made;
};

t.test('data is generated once, and the next start opens the same data from its file', async (t) => {
  const folder = t.testdir();
  const messages: string[] = [];
  const made = hashContent(await load(origin, folder, { messages }));
  const file = getOnlyFile(folder);
  t.match(basename(file), /^[0-9a-f]{32}\.data$/);
  const { ino } = statSync(file);
  t.equal(hashContent(await load(origin, folder, { messages })), made);
  t.equal(statSync(getOnlyFile(folder)).ino, ino, 'the file was not written again');
  t.equal(hashContent(await load(origin, undefined, { messages })), made, 'as in memory');
  // The digits of the seed and the number of people, written one after the other, are the same for two of these.
  const others = [{ seed: 2 }, { people: 31 }, { fixtures: fixtures({ hash: 'y' }) }, { seed: 13, people: 0 }];
  for (const other of others) {
    t.not(hashContent(await load({ ...origin, ...other }, folder, { messages })), made);
  }
  t.equal(readdirSync(folder).length, 1 + others.length, 'there is one file per origin');
  t.same(messages, []);
});

t.test('a damaged file is generated again', async (t) => {
  const folder = t.testdir();
  const made = hashContent(await load(origin, folder));
  const file = getOnlyFile(folder);
  const sound = readFileSync(file);
  const damages: (() => void)[] = [
    () => truncateSync(file, sound.length >> 1),
    () => truncateSync(file, 0),
    () => writeFileSync(file, 'no database at all'),
    () => writeFileSync(file, Buffer.alloc(sound.length)),
  ];
  for (const damage of damages) {
    damage();
    t.equal(
      await checkRegenerated(
        t,
        folder,
        origin,
        /^generated again: \S+\.data can't be used: .*; its data is generated again$/,
      ),
      made,
    );
    t.same(readFileSync(file), sound);
  }
});

/** Computes a hash of all that a server reads of this data after a start. */
const hashReads = async (given: Origin, folder: string | undefined, messages: string[]): Promise<string> => {
  const shared = await load(given, folder, { messages });
  const store = openStore(shared);
  store.loadInitialState(0);
  const account = store.accounts.findByName('a') as Account;
  const results: unknown[] = [];
  const read = async (work: () => unknown): Promise<unknown> => results.push(await repeatDamaged(work));
  for (const filters of [{}, ...filterNames.map((name) => ({ [name]: 'a' }))]) {
    await read(() => store.people.search(account, filters, 1000, 0));
  }
  for (const { uuid } of given.fixtures.people) await read(() => store.people.hasPhone(account, uuid));
  const find = () => store.jobs.find('a', jobId, 0) as EnrichmentJob;
  await read(() => store.jobs.json(find(), 0, 2, { before: '', after: '' }).personal.readRows());
  await read(() => String(store.jobs.json(find(), 0, 2, { before: '', after: '' }).text));
  await read(() => {
    const { header, lines } = store.jobs.csv(find());
    return header + lines(0, 2).text;
  });
  store.close();
  shared.close();
  return createHash('sha256').update(JSON.stringify(results)).digest('hex');
};

t.test(
  'a lost or garbled page never changes what is read, even if the times of the file have not changed',
  async (t) => {
    const folder = t.testdir();
    const people = Array.from({ length: 800 }, (_, number) =>
      person(number, {
        job_title: `${number} a`,
        company_name: `${number} a`,
        contact_mobile_phone: '+1 202 555 0101',
      }),
    );
    const records = [{ a: 1 }, { long: 'x'.repeat(20_000), contact_email: `${'x'.repeat(6000)}@example.com` }];
    const accounts = [{ name: 'a', tokens: ['a'], credits: 10_000 }];
    const given = { fixtures: fixtures({ accounts, people, jobs: [job(records)] }), seed: 1, people: people.length };
    const made = await hashReads(given, folder, []);
    t.equal(await hashReads(given, undefined, []), made, 'as in memory');
    const file = getOnlyFile(folder);
    const sound = readFileSync(file);
    const { atime, mtime } = statSync(file);
    const pageSize = sound.readUInt16BE(16);
    t.ok(sound.length / pageSize > 20, 'the file has more than 20 pages');
    for (const garble of [() => 0, (byte: number) => ~byte]) {
      for (let at = 0; at < sound.length; at += pageSize) {
        const damaged = Buffer.from(sound);
        damaged.set(sound.subarray(at, at + pageSize).map(garble), at);
        writeFileSync(file, damaged);
        utimesSync(file, atime, mtime);
        const messages: string[] = [];
        t.equal(await hashReads(given, folder, messages), made, `the page at ${at}`);
        matchList(t, messages, [/^generated again: /], `the page at ${at}`);
      }
    }
  },
);

t.test('records that were read as zeros are never sent, neither as JSON nor as CSV nor as disclosures', async (t) => {
  const shared = await load(
    { ...origin, fixtures: fixtures({ jobs: [job([{ contact_email: 'a@example.com' }])] }) },
    undefined,
  );
  const store = openStore(shared);
  store.loadInitialState(0);
  const found = store.jobs.find('a', jobId, 0) as EnrichmentJob;
  const json = () => store.jobs.json(found, 0, 1, { before: '', after: '' });
  const kinds = { json, csv: () => store.jobs.csv(found).lines(0, 1), personal: () => json().personal.readRows() };
  for (const [kind, read] of Object.entries(kinds)) {
    t.doesNotThrow(read);
    shared.db.exec('SAVEPOINT sound');
    shared.db.exec(
      `UPDATE records SET ${kind} = CAST(zeroblob(length(${kind})) AS TEXT), mark = CAST(zeroblob(3) AS TEXT)`,
    );
    t.throws(read, { message: 'the end of a record is cut off' }, kind);
    shared.db.exec('ROLLBACK TO sound');
  }
  store.close();
  shared.close();
});

t.test('a file without prepared data, or with other tables, is generated again', async (t) => {
  const folder = t.testdir();
  hashContent(await load(origin, folder));
  const file = getOnlyFile(folder);
  const hostile = [
    'CREATE VIEW v AS SELECT 1',
    'CREATE TRIGGER x AFTER INSERT ON people BEGIN SELECT 1; END',
    'DROP TABLE made_from',
  ];
  for (const sql of hostile) {
    new Database(file).exec(sql).close();
    await checkRegenerated(t, folder, origin, /its tables are not those of prepared data/, sql);
  }
  const other = new Database(file);
  other.pragma('application_id = 1');
  other.close();
  await checkRegenerated(t, folder, origin, /it is not prepared data of this version/);
  for (const end of ['-wal', '-journal']) {
    writeFileSync(file + end, 'x'.repeat(5000));
    await checkRegenerated(t, folder, origin, new RegExp(`another program has left ${basename(file)}${end} beside it`));
  }
});

t.test('a link is not followed, and its target does not change', async (t) => {
  const folder = t.testdir({ cache: {}, elsewhere: {} });
  const cache = join(folder, 'cache');
  hashContent(await load(origin, cache));
  const file = getOnlyFile(cache);
  const target = join(folder, 'elsewhere', 'file');
  copyFileSync(file, target);
  const before = readFileSync(target);
  const { mtimeMs } = statSync(target);
  t.equal(await runProgram('ln', ['-sf', target, file]).then(({ code }) => code), 0);
  await checkRegenerated(t, cache, origin, /it is not a regular file/);
  t.ok(lstatSync(file).isFile());
  t.same(readFileSync(target), before);
  t.equal(statSync(target).mtimeMs, mtimeMs);
});

t.test('if no file can be stored, the data is generated in memory and the reason is reported', async (t) => {
  const folder = join(t.testdir({ file: '' }), 'file');
  const messages: string[] = [];
  const made = hashContent(await load(origin, folder, { messages }));
  t.equal(made, hashContent(await load(origin, undefined)));
  matchList(t, messages, [`not kept: data can't be kept in ${folder}: `]);
});

t.test('only its user may read a new folder; an existing folder keeps its mode', async (t) => {
  const folder = t.testdir({ there: {} });
  chmodSync(join(folder, 'there'), 0o755);
  hashContent(await load(origin, join(folder, 'new', 'cache')));
  hashContent(await load(origin, join(folder, 'there')));
  t.equal(statSync(join(folder, 'new', 'cache')).mode & 0o777, 0o700);
  t.equal(statSync(join(folder, 'there')).mode & 0o777, 0o755);
});

const isRoot = process.getuid?.() === 0;
const nobody = 65534;

t.test('a file of another user is not opened', { skip: !isRoot && 'only root can give files away' }, async (t) => {
  const folder = t.testdir({ own: {}, shared: {} });
  const own = join(folder, 'own');
  const made = hashContent(await load(origin, own));
  chownSync(getOnlyFile(own), nobody, nobody);
  t.equal(await checkRegenerated(t, own, origin, /it belongs to another user/), made);
  t.equal(statSync(getOnlyFile(own)).uid, 0);

  const shared = join(folder, 'shared');
  chownSync(shared, nobody, nobody);
  chmodSync(shared, 0o777);
  const messages: string[] = [];
  t.equal(hashContent(await load(origin, shared, { messages })), made);
  t.same(messages, [
    `not kept: data can't be kept in ${shared}: the folder belongs to another user, and everybody may write to it`,
  ]);
  t.same(readdirSync(shared), []);
  chmodSync(shared, 0o755);
  const foreign = join(shared, `${'0'.repeat(32)}-00000000-0000-4000-8000-000000000000.part`);
  writeFileSync(foreign, '');
  utimesSync(foreign, 0, 0);
  chownSync(foreign, nobody, nobody);
  t.equal(hashContent(await load(origin, shared, { messages: [] })), made);
  t.equal(readdirSync(shared).length, 2, 'a folder that only its owner may write to is used');
  t.ok(existsSync(foreign), 'the files of the other user stay');
});

const as = isRoot ? await findUnprivilegedCommand() : undefined;

t.test('every user can use data that root has prepared', { skip: !as && 'no root, or no other user' }, async (t) => {
  const cache = join(t.testdir(), 'cache');
  t.match(await run(['prepare', ...tinyDataOptions, '--cache', cache]).ended, { code: 0 });
  chmodSync(cache, 0o755);
  const { ino } = statSync(getOnlyFile(cache));
  const command = getServerCommand(as, [...tinyDataOptions, '--cache', cache]);
  const { child, waitForOutput, ended } = watchOutput(startProgram(...command));
  t.teardown(() => child.kill('SIGKILL'));
  await waitForOutput('stdout', /ready on/);
  child.kill('SIGTERM');
  t.match(await ended, { code: 0, stderr: '' });
  t.equal(statSync(getOnlyFile(cache)).ino, ino);
});

t.test('if the user has no home folder, no data is stored, not even in the working folder', async (t) => {
  const folder = t.testdir();
  for (const HOME of ['', 'relative']) {
    const env = { HOME, XDG_CACHE_HOME: '' };
    const refused = await runProgram('env', [process.execPath, bin, 'prepare', ...tinyDataOptions], folder, env);
    t.match(refused, {
      code: 1,
      output: /the default cache folder needs a home folder, and this user has none; name another folder with --cache/,
    });
    const { child, waitForOutput, ended } = watchOutput(
      startProgram(process.execPath, [bin, '--port', '0', ...tinyDataOptions], folder, env),
    );
    t.teardown(() => child.kill('SIGKILL'));
    await waitForOutput('stdout', /ready on/);
    child.kill('SIGTERM');
    t.match(await ended, { code: 0, stderr: '' });
  }
  t.same(readdirSync(folder), []);
});

t.test('a relative XDG_CACHE_HOME is ignored, as its specification demands', async (t) => {
  const folder = t.testdir({ home: {} });
  const env = { HOME: join(folder, 'home'), XDG_CACHE_HOME: 'relative' };
  t.match(await runProgram('env', [process.execPath, bin, 'prepare', ...tinyDataOptions], folder, env), { code: 0 });
  t.same(readdirSync(folder), ['home']);
  t.ok(getOnlyFile(join(folder, 'home', '.cache', 'ecore-mock')));
});

t.test(
  'a stopped start leaves no file; the file of a killed start is removed after an hour, and files of others stay',
  async (t) => {
    const left = `${'0'.repeat(32)}-00000000-0000-4000-8000-000000000000.part`;
    const folder = t.testdir({ [left]: 'x', 'notes.txt': 'mine' });
    const watching = { signal: AbortSignal.abort() };
    await t.rejects(load({ ...origin, people: 1000 }, folder, watching), { name: 'AbortError' });
    t.same(readdirSync(folder).sort(), [left, 'notes.txt']);
    hashContent(await load(origin, folder));
    t.ok(existsSync(join(folder, left)), 'its start may have just begun');
    utimesSync(join(folder, left), 0, 0);
    hashContent(await load({ ...origin, seed: 2 }, folder));
    matchList(t, readdirSync(folder).sort(), [/\.data$/, /\.data$/, 'notes.txt']);
  },
);

t.test(
  'a file that another start is making stays, whatever its age, and is removed after that start was killed',
  async (t) => {
    const folder = t.testdir();
    const maker = run(['prepare', '--people', '1000000', '--cache', folder]);
    t.teardown(() => maker.child.kill('SIGKILL'));
    await waitUntil(() => readdirSync(folder).some((name) => statSync(join(folder, name)).size > 0));
    maker.child.kill('SIGSTOP');
    const part = getOnlyFile(folder);
    t.match(part, /\.part$/);
    utimesSync(part, 0, 0);
    hashContent(await load(origin, folder));
    t.ok(existsSync(part));
    maker.child.kill('SIGKILL');
    await maker.ended;
    hashContent(await load({ ...origin, seed: 2 }, folder));
    t.notOk(existsSync(part));
  },
);

t.test('a folder keeps the 20 files that were last used, whichever version made them', async (t) => {
  const folder = t.testdir();
  hashContent(await load(origin, folder));
  const name = basename(getOnlyFile(folder));
  const names = Array.from({ length: 26 }, (_, index) => `${index + 10}${name.slice(2)}`);
  // The name is a hash of the sources, so that it can be one of these.
  const others = names.filter((other) => other !== name).slice(0, 25);
  const earlier = others.map((other) => other.replace('.data', '-0123abcd.data'));
  for (const [index, other] of [...earlier, ...others].entries()) {
    writeFileSync(join(folder, other), '');
    // Earlier versions set the time of change to any value.
    utimesSync(join(folder, other), index, earlier.includes(other) ? 2 ** 31 - 1 : index);
  }
  utimesSync(join(folder, name), 0, 0);
  hashContent(await load(origin, folder));
  hashContent(await load({ ...origin, seed: 9 }, folder));
  const kept = readdirSync(folder);
  t.equal(kept.length, 20);
  t.ok(kept.includes(name));
  const [made = ''] = kept.filter((each) => each !== name && !others.includes(each));
  t.same(kept.sort(), [...others.slice(-18), name, made].sort());
});

t.test('a folder keeps at most 2 GB, and always the file that was just made', async (t) => {
  const folder = t.testdir();
  const names = ['0', '1', '2'].map((digit) => `${digit.repeat(32)}.data`);
  for (const [index, name] of names.entries()) {
    // A file with a gap takes no room on the disk.
    writeFileSync(join(folder, name), '');
    truncateSync(join(folder, name), 900 * 1024 ** 2);
    utimesSync(join(folder, name), 2 ** 31 - index, 2 ** 31 - index);
  }
  hashContent(await load(origin, folder));
  const kept = readdirSync(folder);
  t.equal(kept.length, 3);
  t.same(
    kept.filter((name) => names.includes(name)),
    names.slice(0, 2),
  );
  truncateSync(join(folder, names[0] as string), 3 * 1024 ** 3);
  utimesSync(join(folder, names[0] as string), 2 ** 31 - 1, 2 ** 31 - 1);
  hashContent(await load({ ...origin, seed: 2 }, folder));
  const [only = '', ...more] = readdirSync(folder);
  t.same(more, []);
  t.notOk(kept.includes(only));
});

t.test('new data replaces other data that is still being generated, and stays', async (t) => {
  const folder = t.testdir();
  const shared = openSeedData();
  const newer = openSeedData();
  const progress = (): void => replaceSeedData(shared, newer);
  const notices = { onNotStored: t.fail, onRegenerated: t.fail };
  await loadSeedData(shared, createInitialData(origin.fixtures, 1, 250), folder, notices, { progress });
  t.equal(shared.db, newer.db);
  t.ok(shared.db.open);
  shared.close();
});

t.test('`prepare` makes the file that a start with the same options opens, or reports why it can not', async (t) => {
  const folder = t.testdir({ file: '' });
  const cache = join(folder, 'cache');
  t.match(await run(['prepare', ...tinyDataOptions, '--cache', cache]).ended, { code: 0, stdout: '', stderr: '' });
  const before = readdirSync(cache);
  t.equal(before.length, 1);
  const { url } = await serve(t, [...tinyDataOptions, '--cache', cache]);
  t.equal((await sendRequest(`${url}/external/search/`, { headers: token('demo-token') })).json().count, 0);
  t.same(readdirSync(cache), before);
  const refused = await run(['prepare', ...tinyDataOptions, '--cache', join(folder, 'file')]).ended;
  t.match(refused, {
    code: 1,
    stderr: /^ecore-mock: data can't be kept in [^\n]*; name another folder with --cache\n$/,
  });
});
