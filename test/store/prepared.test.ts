import { readdirSync, readFileSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { type Origin, preparedData } from '../../src/store/prepared.ts';
import type { Shared } from '../../src/store/shared.ts';
import { run, serve, tiny } from '../support/command.ts';
import { ask, token } from '../support/http.ts';
import { fixtures, job } from '../support/mock.ts';

const origin: Origin = { fixtures: fixtures({ jobs: [job([{ a: 1 }])], hash: 'x' }), seed: 1, people: 30 };

/** All that is in it, and it is closed then. */
const content = (shared: Shared): string => {
  const tables = ['people', 'person_columns', 'record_blocks', 'record_sets'];
  const rows = tables.map((table) => shared.db.prepare(`SELECT * FROM ${table}`).all());
  shared.close();
  return JSON.stringify([rows, shared.filled]);
};

const fail = (why: string): void => {
  throw new Error(why);
};

t.test('data is made once and then opened from its file, the same', async (t) => {
  const folder = t.testdir();
  const made = content(await preparedData(origin, folder, fail));
  const [name = ''] = readdirSync(folder);
  const { ino } = statSync(join(folder, name));
  t.equal(content(await preparedData(origin, folder, fail)), made);
  t.same(readdirSync(folder), [name]);
  t.equal(statSync(join(folder, name)).ino, ino, 'it was not written again');
  t.equal(content(await preparedData(origin, undefined, fail)), made, 'as in memory');
  for (const other of [{ seed: 2 }, { people: 31 }, { fixtures: fixtures({ hash: 'y' }) }]) {
    t.not(content(await preparedData({ ...origin, ...other }, folder, fail)), made);
  }
  t.equal(readdirSync(folder).length, 4, 'a file for each origin');
});

t.test('a file that is not as it was written is made anew', async (t) => {
  const folder = t.testdir();
  const made = content(await preparedData(origin, folder, fail));
  const [name = ''] = readdirSync(folder);
  const file = join(folder, name);
  const sound = readFileSync(file);
  const flipped = Buffer.from(sound);
  flipped.writeUInt8(flipped.readUInt8(flipped.length >> 1) ^ 1, flipped.length >> 1);
  const damages: (() => void)[] = [
    () => writeFileSync(file, flipped),
    () => truncateSync(file, sound.length >> 1),
    () => truncateSync(file, 0),
    () => writeFileSync(file, 'no database at all'),
  ];
  for (const damage of damages) {
    damage();
    t.equal(content(await preparedData(origin, folder, fail)), made);
    t.same(readFileSync(file), sound);
  }
});

t.test(
  'a file that is damaged though its time of change says nothing of it is made anew where it can not be read',
  async (t) => {
    const folder = t.testdir();
    const made = content(await preparedData(origin, folder, fail));
    const [name = ''] = readdirSync(folder);
    const file = join(folder, name);
    const { atime, mtime } = statSync(file);
    truncateSync(file, 0);
    utimesSync(file, atime, mtime);
    t.equal(content(await preparedData(origin, folder, fail)), made);
  },
);

t.test('a file that was only copied, or written as it was, is opened', async (t) => {
  const folder = t.testdir();
  const made = content(await preparedData(origin, folder, fail));
  const [name = ''] = readdirSync(folder);
  const file = join(folder, name);
  const sealed = statSync(file).mtimeMs;
  writeFileSync(file, readFileSync(file));
  const { ino, mtimeMs } = statSync(file);
  t.not(mtimeMs, sealed, 'nothing but its content tells that it is sound');
  t.equal(content(await preparedData(origin, folder, fail)), made);
  t.equal(statSync(file).ino, ino);
  t.equal(statSync(file).mtimeMs, sealed, 'from now on its time of change tells it again');
});

t.test('where nothing can be kept the data is made in memory, and it says why', async (t) => {
  const folder = join(t.testdir({ file: '' }), 'file');
  const said: string[] = [];
  const made = content(await preparedData(origin, folder, (why) => said.push(why)));
  t.equal(made, content(await preparedData(origin, undefined, fail)));
  t.match(said, [`data can't be kept in ${folder}: `]);
});

t.test(
  'what is stopped leaves no file; what was left by a kill goes after an hour, files of others stay',
  async (t) => {
    const left = `${'0'.repeat(32)}-00000000-0000-4000-8000-000000000000.part`;
    const folder = t.testdir({ [left]: 'x', 'notes.txt': 'mine' });
    const watching = { signal: AbortSignal.abort() };
    await t.rejects(preparedData({ ...origin, people: 1000 }, folder, fail, watching), { name: 'AbortError' });
    t.same(readdirSync(folder).sort(), [left, 'notes.txt']);
    utimesSync(join(folder, left), 0, 0);
    content(await preparedData(origin, folder, fail));
    t.match(readdirSync(folder).sort(), [/\.data$/, 'notes.txt']);
  },
);

t.test('at most 20 files are kept, those that were used last', async (t) => {
  const folder = t.testdir();
  content(await preparedData(origin, folder, fail));
  const [name = ''] = readdirSync(folder);
  for (let number = 10; number < 35; number += 1) {
    const other = join(folder, `${number}${name.slice(2)}`);
    writeFileSync(other, '');
    utimesSync(other, number, number);
  }
  content(await preparedData(origin, folder, fail));
  content(await preparedData({ ...origin, seed: 9 }, folder, fail));
  const kept = readdirSync(folder);
  t.equal(kept.length, 20);
  t.ok(kept.includes(name) && kept.includes(`34${name.slice(2)}`) && !kept.includes(`10${name.slice(2)}`));
});

t.test('`prepare` makes what a start with the same options opens; it says where it can not', async (t) => {
  const folder = t.testdir({ file: '' });
  const cache = join(folder, 'cache');
  t.match(await run(['prepare', ...tiny, '--cache', cache]).ended, { code: 0, stdout: '', stderr: '' });
  const before = readdirSync(cache);
  t.equal(before.length, 1);
  const { url } = await serve(t, [...tiny, '--cache', cache]);
  t.equal((await ask(`${url}/external/search/`, { headers: token('demo-token') })).json().count, 0);
  t.same(readdirSync(cache), before);
  const refused = await run(['prepare', ...tiny, '--cache', join(folder, 'file')]).ended;
  t.match(refused, { code: 1, stderr: /^ecore-mock: data can't be kept in [^\n]*; name another folder by --cache\n$/ });
});
