import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import t, { type Test } from 'tap';
import { StoreError } from '../../src/db/connection/store-error.ts';
import { createTransaction } from '../../src/db/connection/transactions.ts';
import { openStore, type Store } from '../../src/db/open-store.ts';
import { fillSeedData, openSeedData } from '../../src/db/prepared/fill-seed-data.ts';
import { createInitialData } from '../../src/fixtures/create-initial-data.ts';
import { runProgram } from '../support/child-process.ts';
import { tinyDataOptions } from '../support/command.ts';
import { matchList } from '../support/match-list.ts';
import { fixtures, newJob } from '../support/test-server.ts';
import { findUnprivilegedCommand, getServerCommand } from '../support/unprivileged.ts';
import { waitUntil } from '../support/wait-until.ts';

const given = fixtures({ accounts: [{ name: 'a', tokens: ['a'], credits: 100 }] });
const shared = openSeedData();
await fillSeedData(shared, createInitialData(given, 1, 0));
t.teardown(() => shared.close());

/** Opens a state as the command does. */
const opened = (file: string): Store => {
  const store = openStore(shared, { file });
  try {
    store.loadInitialState(0);
    return store;
  } catch (error) {
    store.close();
    throw error;
  }
};

const pageSize = 4096;

/** A folder with a state of several pages: `state.db` is closed, and `crashed/` has a copy with the log of a crash. */
const made = t.testdir({ crashed: {}, foreign: {} });
const state = join(made, 'state.db');
{
  const store = opened(state);
  for (let id = 1; id <= 300; id += 1) store.credits.move('a', 1, 0, `movement ${id} of many`, null);
  for (const end of ['', '-wal']) copyFileSync(state + end, join(made, 'crashed', `state.db${end}`));
  store.close();
  const other = new Database(join(made, 'foreign', 'state.db'));
  other.pragma('journal_mode = WAL');
  other.exec('CREATE TABLE mine (x); INSERT INTO mine VALUES (1)');
  cpSync(join(made, 'foreign'), join(made, 'foreign-crashed'), { recursive: true });
  other.close();
}

/** Reads all files of a folder, by name. */
const contents = (folder: string): Record<string, string | undefined> =>
  Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((name) => {
        const path = join(folder, name);
        return [name, statSync(path).isFile() ? readFileSync(path, 'hex') : undefined];
      }),
  );

const patch = (file: string, at: number, bytes: Buffer): void => {
  const content = readFileSync(file);
  bytes.copy(content, at);
  writeFileSync(file, content);
};

/** Files that are refused: how each is made from a valid file, and the message. */
const refused: Record<string, { make: (file: string) => void; says: RegExp }> = {
  'a text': {
    make: (file) => writeFileSync(file, 'this is no database, and long enough that SQLite looks at it\n'.repeat(40)),
    says: /is not a database of ecore-mock; name another file$/,
  },
  'a few bytes of one': { make: (file) => truncateSync(file, 60), says: /is not a database of ecore-mock/ },
  'a garbled first line': {
    make: (file) => patch(file, 0, Buffer.from('garbage')),
    says: /is not a database of ecore-mock/,
  },
  'a garbled header': { make: (file) => patch(file, 16, Buffer.alloc(8, 0xff)), says: /is damaged: .*; put a copy/ },
  'a part of it': { make: (file) => truncateSync(file, 3 * pageSize), says: /is damaged: / },
  'a part of its first page': { make: (file) => truncateSync(file, 1000), says: /is damaged: / },
  'a database of another program': {
    make: (file) => copyFileSync(join(made, 'foreign', 'state.db'), file),
    says: /is not a database of ecore-mock/,
  },
  'one of another program, with its log': {
    make: (file) => cpSync(join(made, 'foreign-crashed'), dirname(file), { recursive: true }),
    says: /is not a database of ecore-mock/,
  },
  'one of another version': {
    make: (file) => patch(file, 60, Buffer.from([0, 0, 0, 99])),
    says: /was made by another version of ecore-mock; name another file or delete this one$/,
  },
  "another program's log beside it": {
    make: (file) => copyFileSync(join(made, 'foreign-crashed', 'state.db-wal'), `${file}-wal`),
    says: /is (damaged|not a database of ecore-mock)/,
  },
  'its log alone': {
    make: (file) => {
      truncateSync(file, 0);
      copyFileSync(join(made, 'crashed', 'state.db-wal'), `${file}-wal`);
    },
    says: /does not exist, but its log \S+\/state\.db-wal does; put both into one folder again/,
  },
  'a damaged file with a log': {
    make: (file) => {
      cpSync(join(made, 'crashed'), dirname(file), { recursive: true });
      truncateSync(file, 2 * pageSize);
      patch(`${file}-wal`, 32 + 24 + pageSize + 24, Buffer.alloc(pageSize, 0x5a));
    },
    says: /is damaged: /,
  },
};

/** Reads why a file is refused, and checks that the message is one line and that no file of the folder has changed. */
const whyNot = (t: Test, file: string): string => {
  const before = contents(dirname(file));
  try {
    opened(file).close();
  } catch (error) {
    const { message } = error as Error;
    t.ok(error instanceof StoreError, message);
    t.match(message, /^--db [^\n]+$/);
    t.ok(message.startsWith(`--db ${file} `));
    t.same(contents(dirname(file)), before, 'nothing has changed');
    return message;
  }
  t.fail(`${basename(file)} was opened`);
  return '';
};

for (const [what, { make, says }] of Object.entries(refused)) {
  t.test(`${what} is refused and not changed`, (t) => {
    const file = join(t.testdir(), 'state.db');
    copyFileSync(state, file);
    make(file);
    t.match(whyNot(t, file), says);
    t.end();
  });
}

t.test('damage in any page is found', (t) => {
  const file = join(t.testdir(), 'state.db');
  const whole = readFileSync(state);
  const pages = whole.length / pageSize;
  t.ok(pages > 20, 'there are some');
  for (let page = 1; page < pages; page += 1) {
    const bytes = whole.subarray(page * pageSize, (page + 1) * pageSize).map((byte) => ~byte);
    writeFileSync(file, whole);
    patch(file, page * pageSize, Buffer.from(bytes));
    t.match(whyNot(t, file), /is damaged: /, `page ${page}`);
  }
  t.end();
});

t.test('a folder, and a path in no folder, are refused', (t) => {
  const folder = t.testdir({ folder: {} });
  t.match(whyNot(t, join(folder, 'folder')), /is not a file; name another path$/);
  t.throws(() => opened('/dev/null'), { message: '--db /dev/null is not a file; name another path' });
  t.throws(() => opened(join(folder, 'nowhere', 'state.db')), {
    message: /the folder \S+\/nowhere may not be written/,
  });
  t.notOk(existsSync(join(folder, 'nowhere')));
  t.end();
});

t.test('the log of a crash is applied, and a log that is not valid is ignored', (t) => {
  const folder = t.testdir();
  const file = join(folder, 'state.db');
  cpSync(join(made, 'crashed'), folder, { recursive: true });
  const store = opened(file);
  t.equal(store.credits.getBalance('a'), 400);
  store.close();
  t.same(readdirSync(folder), ['state.db'], 'nothing is left beside it');
  for (const end of ['-wal', '-journal']) {
    writeFileSync(file + end, 'garbage\n'.repeat(1000));
    const again = opened(file);
    t.equal(again.credits.getBalance('a'), 400, end);
    again.close();
  }
  t.end();
});

t.test('no record remains of a job that was being created when the process was killed', async (t) => {
  const folder = t.testdir({ killed: {} });
  const file = join(folder, 'killed', 'state.db');
  const store = opened(join(folder, 'state.db'));
  const records = function* () {
    for (let number = 0; number < 900; number += 1) {
      if (number === 800) for (const end of ['', '-wal']) copyFileSync(join(folder, `state.db${end}`), file + end);
      yield { number };
    }
  };
  await store.jobs.create(records(), () => newJob);
  store.close();
  const left = (db: Store['db']): unknown => db.prepare('SELECT count(*) FROM records').pluck().get();
  const raw = new Database(file);
  t.ok((left(raw) as number) > 5, 'some of its records were written');
  raw.close();
  const next = opened(file);
  t.same(next.jobs.listIds('a'), []);
  t.equal(left(next.db), 0);
  next.close();
});

t.test('only its user may read a new file and the files beside it; an existing file keeps its mode', (t) => {
  const folder = t.testdir({ 'there.db': '' });
  const modes = (): Record<string, number> =>
    Object.fromEntries(readdirSync(folder).map((name) => [name, statSync(join(folder, name)).mode & 0o777]));
  chmodSync(join(folder, 'there.db'), 0o640);
  const stores = ['new.db', 'there.db'].map((name) => opened(join(folder, name)));
  for (const store of stores) store.credits.move('a', 1, 0, 'written', null);
  t.same(modes(), { 'new.db': 0o600, 'new.db-wal': 0o600, 'there.db': 0o640, 'there.db-wal': 0o640 });
  for (const store of stores) store.close();
  t.same(modes(), { 'new.db': 0o600, 'there.db': 0o640 });
  t.end();
});

t.test('records that a process had still to delete are deleted by the next one', async (t) => {
  const file = join(t.testdir(), 'state.db');
  const store = opened(file);
  const many = Array.from({ length: 2000 }, (_, number) => ({ number }));
  await store.jobs.create(many, () => newJob);
  store.jobs.remove('a', newJob.job_id);
  createTransaction(store.db, store.snapshots.deleteUnusedRecords)();
  const left = ({ db }: Store): unknown => db.prepare('SELECT count(*) FROM records').pluck().get();
  t.ok((left(store) as number) > 0, 'some of them are still stored');
  store.close();
  const next = opened(file);
  await waitUntil(() => left(next) === 0);
  next.close();
});

t.test('a file is refused as long as it is in use', (t) => {
  const folder = t.testdir({ 'empty.db': '' });
  mkdirSync(join(folder, 'used'));
  for (const file of [join(folder, 'used', 'state.db'), join(folder, 'empty.db')]) {
    const store = opened(file);
    t.match(whyNot(t, file), /is in use by another process; stop that one or name another file$/);
    store.credits.move('a', 1, 0, 'still written', null);
    store.close();
    const next = opened(file);
    t.equal(next.credits.getBalance('a'), 101);
    next.close();
  }
  t.end();
});

const as = await findUnprivilegedCommand();

t.test('a file or folder that may not be written is refused', { skip: !as && 'no user without rights' }, async (t) => {
  const folder = t.testdir({ closed: {}, open: {} });
  const files = { closed: join(folder, 'closed', 'state.db'), open: join(folder, 'open', 'state.db') };
  for (const file of Object.values(files)) copyFileSync(state, file);
  chmodSync(files.closed, 0o666);
  chmodSync(dirname(files.closed), 0o555);
  chmodSync(files.open, 0o444);
  chmodSync(dirname(files.open), 0o777);
  const says = {
    closed: `the folder ${dirname(files.closed)} may not be written; name a file in another folder`,
    open: 'may not be written; allow this user to write it, or name another file',
  };
  for (const kind of ['closed', 'open'] as const) {
    const before = contents(dirname(files[kind]));
    const { code, output } = await runProgram(...getServerCommand(as, [...tinyDataOptions, '--db', files[kind]]));
    t.equal(code, 1);
    t.ok(output.startsWith(`ecore-mock: --db ${files[kind]} `), output);
    t.ok(output.endsWith(`${says[kind]}\n`), output);
    t.same(contents(dirname(files[kind])), before, 'nothing has changed');
  }
  chmodSync(dirname(files.closed), 0o755);
});

t.test(
  'fixtures that may not be read are reported in one line',
  { skip: !as && 'no user without rights' },
  async (t) => {
    const folder = t.testdir({ jobs: {} });
    chmodSync(join(folder, 'jobs'), 0o700);
    chmodSync(folder, 0o755);
    const { code, output } = await runProgram(...getServerCommand(as, ['--fixtures', folder]));
    t.equal(code, 1);
    t.match(
      output,
      /^ecore-mock: EACCES: permission denied, scandir '[^']+'; choose another path, or allow this user to access it\n$/,
    );
  },
);

t.test('a link opens its target, with the log that a crash has left beside the target', async (t) => {
  const folder = t.testdir({ real: {}, links: {} });
  cpSync(join(made, 'crashed'), join(folder, 'real'), { recursive: true });
  const link = join(folder, 'links', 'state.db');
  symlinkSync(join('..', 'real', 'state.db'), link);
  const store = opened(link);
  t.equal(store.credits.getBalance('a'), 400, 'the log is applied');
  store.close();
  cpSync(join(made, 'crashed'), join(folder, 'real'), { recursive: true });
  rmSync(join(folder, 'real', 'state.db'));
  const before = contents(join(folder, 'real'));
  t.throws(() => opened(link), { message: /does not exist, but its log .*real.state\.db-wal does/ });
  t.same(contents(join(folder, 'real')), before);
});

t.test('the state of a crash with another origin is refused, and no byte of it changes', async (t) => {
  const folder = t.testdir();
  cpSync(join(made, 'crashed'), folder, { recursive: true });
  const before = contents(folder);
  t.throws(() => openStore(shared, { file: join(folder, 'state.db'), origin: 'another' }), {
    message: /was made from another --seed, --people or --fixtures/,
  });
  t.same(contents(folder), before);
});

t.test('a file of an earlier version without the index of tokens gets the index, unless it is refused', async (t) => {
  const file = join(t.testdir(), 'state.db');
  copyFileSync(state, file);
  const old = new Database(file);
  old.exec('DROP INDEX tokens_by_account').close();
  const before = readFileSync(file);
  const other = openSeedData();
  await fillSeedData(other, createInitialData({ ...given, hash: 'other' }, 1, 0));
  const mistaken = openStore(other, { file });
  t.throws(() => mistaken.loadInitialState(0), /was made from another/);
  mistaken.close();
  other.close();
  t.same(readFileSync(file), before, 'the file has not changed');
  const store = opened(file);
  const plan = store.db.prepare('EXPLAIN QUERY PLAN SELECT token FROM tokens WHERE account = ?').all('a');
  matchList(t, plan, [{ detail: /USING (COVERING )?INDEX tokens_by_account/ }]);
  t.match(store.accounts.findByNameWithToken('a'), { token: 'a', token_expired: 0, credits: 400 });
  store.close();
});
