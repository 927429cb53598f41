import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t from 'tap';
import { startMock } from '../../src/index.ts';
import { defaultFolder, loadFixtures } from '../../src/seed/fixtures.ts';
import { schemaFiles } from '../../src/seed/schema-files.ts';
import { StartError } from '../../src/start-error.ts';
import { fill, openShared } from '../../src/store/shared.ts';
import { run, serve } from '../support/command.ts';
import { ask, bearer, token } from '../support/http.ts';
import { matchList } from '../support/match-list.ts';

/** With letters in it, which fixtures may have in either case. */
const id = (number: number) => `abcdef33-3333-4333-8333-00000000000${number}`;
const accounts = { accounts: [{ name: 'me', tokens: ['mine'] }] };

/** Writes a folder of fixtures: text as it is, all else as JSON. */
const folder = (t: Parameters<typeof serve>[0], files: Record<string, unknown>): string => {
  const root = t.testdir();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    const text = typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content);
    writeFileSync(join(root, name), text);
  }
  return root;
};

const told = (text: string, root: string): string[] => {
  const [head, ...lines] = text.trimEnd().split('\n');
  if (!/^(a fault|\d+ faults) in the fixtures:$/.test(head ?? '')) throw new Error(text);
  return lines.map((line) => line.trim().replaceAll(`${root}/`, ''));
};

/** What a start with these fixtures fails with. */
const faultsOf = async (root: string): Promise<string[]> => {
  try {
    await fill(openShared(), loadFixtures(root), 1, 5);
  } catch (error) {
    if (error instanceof StartError) return told(error.message, root);
    throw error;
  }
  return [];
};

const job = (more: object) => ({ job_id: id(1), account: 'me', status: 'completed', ...more });
const jobs = (...list: object[]) => ({ 'accounts.json': accounts, 'jobs.json': { jobs: list } });

const odd = Array.from({ length: 501 }, (_, index) => ({ [`field_${index}`]: 1 }));
const tooMany = 'expected at most 500 different fields in all records of a job together; found "field_500" as one more';

const noField =
  'expected a field that enrichment finds: leave out imported_*, internal fields, whole numbers and enrichment_status, enrichment_source, name_match_status, still_in_company_status';

/** Each kind of fault: the files, and the one line that tells it. */
const faults: [string, Record<string, unknown>, string][] = [
  ['no account', {}, 'accounts.json: expected at least one account, or no token is valid; found none'],
  [
    "JSON that can't be read",
    { 'accounts.json': '{"accounts": [}' },
    'accounts.json: expected a JSON file in UTF-8; found Unexpected token',
  ],
  [
    'bytes that are no UTF-8',
    { 'accounts.json': Buffer.from([0x22, 0xff, 0x22]) },
    'accounts.json: expected a JSON file in UTF-8; found bytes that are no UTF-8',
  ],
  ['a list where an object must be', { 'accounts.json': [] }, 'accounts.json: expected an object; found []'],
  [
    'an unknown key',
    { 'accounts.json': { accounts: [{ name: 'me', token: 'x', tokens: [] }] } },
    'accounts.json#/accounts/0/token: expected no such key; known are name, kind, active, credits, daily_quota, tokens, mute_findings; found "x"',
  ],
  [
    'an unknown key on top',
    { 'accounts.json': { ...accounts, jobs: [] } },
    'accounts.json#/jobs: expected no such key; known are $schema, accounts; found []',
  ],
  [
    'a missing key',
    { 'accounts.json': { accounts: [{ name: 'me' }] } },
    'accounts.json#/accounts/0/tokens: expected a list; found nothing',
  ],
  [
    'a wrong type',
    { 'accounts.json': { accounts: [{ name: 'me', tokens: [], credits: '5' }] } },
    'accounts.json#/accounts/0/credits: expected a whole number from 0 to 1000000000000; found "5"',
  ],
  [
    'a token with a space',
    { 'accounts.json': { accounts: [{ name: 'me', tokens: ['a b'] }] } },
    'accounts.json#/accounts/0/tokens/0: expected a token, or an object with "token" and "state" (valid, expired or revoked); found "a b"',
  ],
  [
    'a quota of a live account',
    { 'accounts.json': { accounts: [{ name: 'me', tokens: [], daily_quota: 5 }] } },
    'accounts.json#/accounts/0/daily_quota: expected no quota, or "kind": "test"; found 5',
  ],
  [
    'two accounts of one name',
    { 'accounts.json': { accounts: [...accounts.accounts, { name: 'me', tokens: [] }] } },
    'accounts.json#/accounts/1/name: expected an account only once; found "me", as at accounts.json#/accounts/0',
  ],
  [
    'two accounts with one token',
    { 'accounts.json': { accounts: [...accounts.accounts, { name: 'you', tokens: ['mine'] }] } },
    'accounts.json#/accounts/1/tokens/0: expected a token only once; found "mine", as at accounts.json#/accounts/0/tokens/0',
  ],
  [
    'two jobs with one id',
    jobs(job({}), job({ job_id: id(1).toUpperCase() })),
    `jobs.json#/jobs/1/job_id: expected a job only once; found "${id(1)}", as at jobs.json#/jobs/0`,
  ],
  [
    'a job of an unknown account',
    jobs(job({ account: 'you' })),
    'jobs.json#/jobs/0/account: expected an account: me; found "you"',
  ],
  ['a bad UUID', jobs(job({ job_id: '123' })), 'jobs.json#/jobs/0/job_id: expected a UUID; found "123"'],
  [
    'an unknown status',
    jobs(job({ status: 'Done' })),
    'jobs.json#/jobs/0/status: expected one of Draft, Uploading, Enrichment Started, Paused, Enrichment Completed, Enhancement Completed, Failure, Upload Failed, queued, in-progress, paused, completed, failed; found "Done"',
  ],
  [
    'a bad time',
    jobs(job({ submitted_at: '2026-02-30T00:00:00Z' })),
    'jobs.json#/jobs/0/submitted_at: expected a time in UTC such as 2026-05-06T14:23:11Z; found "2026-02-30T00:00:00Z"',
  ],
  [
    'a timeline of two kinds',
    jobs(
      job({
        timeline: [
          { status: 'paused', after_ms: 1 },
          { status: 'completed', after_polls: 2 },
        ],
      }),
    ),
    'jobs.json#/jobs/0/timeline/0: expected all steps by after_ms or all by after_polls; found {"status":"paused","after_ms":1}',
  ],
  [
    'more processed than there are',
    jobs(job({ status: 'paused', records: [{}], processed: 2 })),
    "jobs.json#/jobs/0/processed: expected at most the job's 1 records; found 2",
  ],
  [
    'a completed job that is not',
    jobs(job({ generate: 3, processed: 2 })),
    'jobs.json#/jobs/0/processed: expected all 3 records of a completed job, or no such key; found 2',
  ],
  [
    "a field that can't be generated",
    jobs(job({ generate: 1, fields_to_enrich: ['shoe_size'] })),
    'jobs.json#/jobs/0/fields_to_enrich/0: expected a field that can be generated: company_name,',
  ],
  [
    "fields that can't be generated, by default",
    jobs(job({ fields_to_enrich: ['shoe_size'] })),
    'jobs.json#/jobs/0/fields_to_enrich/0: expected a field that can be generated (or "records", or "generate": 0): company_name,',
  ],
  [
    'an internal field that is requested',
    jobs(job({ fields_to_enrich: ['job_title', 'uuid'] })),
    `jobs.json#/jobs/0/fields_to_enrich/1: ${noField}; found "uuid"`,
  ],
  [
    'a status column that is canonical',
    { 'accounts.json': accounts, 'columns.json': { columns: { account: [], contact: ['a', 'name_match_status'] } } },
    `columns.json#/columns/contact/1: ${noField}; found "name_match_status"`,
  ],
  [
    "the caller's own column that is canonical",
    { 'accounts.json': accounts, 'columns.json': { columns: { account: ['imported_name'], contact: [] } } },
    `columns.json#/columns/account/0: ${noField}; found "imported_name"`,
  ],
  [
    'an internal field that is canonical',
    { 'accounts.json': accounts, 'columns.json': { columns: { account: ['_audit_trail'], contact: [] } } },
    `columns.json#/columns/account/0: ${noField}; found "_audit_trail"`,
  ],
  [
    'a column of the checks in a Quick job',
    jobs(job({ tier: 'quick', records: [{}, { name_match_status: 'matched' }] })),
    'jobs.json#/jobs/0/records/1/name_match_status: expected no name_match_status in a quick job: leave it out, or give the job "raw": true, which serves records exactly as given; found "matched"',
  ],
  [
    'a status that is none, in a file',
    { ...jobs(job({ records: 'rows.csv' })), 'rows.csv': 'imported_a,enrichment_status\n1,\n2,done\n' },
    'rows.csv#/1/enrichment_status: expected one of enriched, partially_enriched, not_enriched in a standard job, or give the job "raw": true, which serves records exactly as given; found "done"',
  ],
  [
    'raw without records',
    jobs(job({ raw: true })),
    'jobs.json#/jobs/0/raw: expected records, which raw is about, or no such key; found none',
  ],
  [
    'a records file that is not there',
    jobs(job({ records: 'no.csv' })),
    'no.csv: expected a CSV file in UTF-8 whose rows have as many values as its header; found ENOENT',
  ],
  [
    'a records file of another kind',
    jobs(job({ records: 'rows.xlsx' })),
    'jobs.json#/jobs/0/records: expected a path that ends in .json or .csv; found "rows.xlsx"',
  ],
  ['records with too many different fields', jobs(job({ records: odd })), `jobs.json#/jobs/0/records/500: ${tooMany}`],
  [
    'a file of records with too many different fields',
    { ...jobs(job({ records: 'rows.json' })), 'rows.json': odd },
    `rows.json#/500: ${tooMany}`,
  ],
  [
    'a CSV with too many columns',
    { ...jobs(job({ records: 'rows.csv' })), 'rows.csv': `${odd.flatMap(Object.keys).join()}\n${'1,'.repeat(500)}1\n` },
    `rows.csv#/0: ${tooMany}`,
  ],
  [
    'a timeline of too many steps',
    jobs(job({ timeline: Array(201).fill({ status: 'queued', after_ms: 1 }) })),
    'jobs.json#/jobs/0/timeline: expected a list of at most 200; found a list of 201',
  ],
  [
    "a CSV that can't be read",
    { ...jobs(job({ records: 'rows.csv' })), 'rows.csv': 'a,b\n1,"2\n' },
    'rows.csv: expected a CSV file in UTF-8 whose rows have as many values as its header; found Quote Not Closed',
  ],
  [
    'a CSV with a short row',
    { ...jobs(job({ records: 'rows.csv' })), 'rows.csv': 'a,b\n1\n' },
    'rows.csv: expected a CSV file in UTF-8 whose rows have as many values as its header; found Invalid Record Length',
  ],
  [
    'a CSV with a name twice',
    { ...jobs(job({ records: 'rows.csv' })), 'rows.csv': 'a,b,a\n1,2,3\n' },
    'rows.csv: expected a header row of different names; found "a" twice',
  ],
  [
    'an empty CSV',
    { ...jobs(job({ records: 'rows.csv' })), 'rows.csv': '' },
    'rows.csv: expected a header row of different names; found an empty file',
  ],
  [
    'records that are no list',
    { ...jobs(job({ records: 'rows.json' })), 'rows.json': '{}' },
    'rows.json: expected a list of objects; found {}',
  ],
  [
    'a record that is no object',
    { ...jobs(job({ records: 'rows.json' })), 'rows.json': '[{}, 5]' },
    'rows.json#/1: expected an object; found 5',
  ],
  [
    'a record that is no object, inside',
    jobs(job({ records: [{}, 5] })),
    'jobs.json#/jobs/0/records: expected a list of objects, or the path of a .json or .csv file; found [{},5]',
  ],
  [
    'two people with one UUID',
    {
      'accounts.json': accounts,
      'people/a.json': { people: [{ uuid: id(1) }] },
      'people/b.json': { people: [{ uuid: id(1).toUpperCase() }] },
    },
    `people/b.json#/people/0/uuid: expected a person only once; found "${id(1)}", as at people/a.json#/people/0`,
  ],
  [
    'two unlocks of one person by one account',
    {
      'accounts.json': accounts,
      'people.json': { people: [{ uuid: id(1) }] },
      'unlocks/a.json': { unlocks: [{ account: 'me', uuid: id(1), email: true }] },
      'unlocks/b.json': { unlocks: [{ account: 'me', uuid: id(1).toUpperCase(), phone: true }] },
    },
    `unlocks/b.json#/unlocks/0: expected an unlock only once; found "me ${id(1)}", as at unlocks/a.json#/unlocks/0`,
  ],
  [
    'an unlock of an unknown account',
    { 'accounts.json': accounts, 'unlocks.json': { unlocks: [{ account: 'you', uuid: id(1) }] } },
    'unlocks.json#/unlocks/0/account: expected an account: me; found "you"',
  ],
  [
    'an unlock of nobody',
    { 'accounts.json': accounts, 'unlocks.json': { unlocks: [{ account: 'me', uuid: id(9) }] } },
    `unlocks.json#/unlocks/0/uuid: expected a person of the fixtures or a generated one; found "${id(9)}"`,
  ],
  [
    'a file that nothing reads',
    { 'accounts.json': accounts, 'job.json': { jobs: [] } },
    'job.json: expected accounts.json, jobs.json, people.json, unlocks.json, columns.json, a folder of one of these names, or a file that a job names; found a name that nothing reads',
  ],
  [
    'a folder that nothing reads',
    { 'accounts.json': accounts, 'job/a.json': { jobs: [] } },
    'job: expected accounts.json,',
  ],
];

for (const [what, files, expected] of faults) {
  t.test(`a fault in the fixtures: ${what}`, async (t) => {
    const lines = await faultsOf(folder(t, files));
    t.equal(lines.length, 1, lines.join('\n'));
    t.ok(lines[0]?.startsWith(expected), `${lines[0]}\n${expected}`);
  });
}

t.test('all faults of all files are told in one go, and the command ends with exit 1', async (t) => {
  const root = folder(t, {
    'accounts.json': { accounts: [{ name: 'me', tokens: [5], kind: 'dead' }] },
    'jobs.json': '[',
    'people.json': { people: [{ uuid: 'x' }, { uuid: id(1), shoe_size: 5 }] },
    'unlocks/a.json': { unlocks: [{ account: 'me', uuid: id(1), email: 'yes' }] },
    'columns.json': { columns: { account: [] } },
    'colums.json': {},
  });
  const lines = await faultsOf(root);
  const { code, stdout, stderr } = await run(['--port', '0', '--fixtures', root]).ended;
  t.match({ code, stdout }, { code: 1, stdout: '' });
  t.same(told(stderr.replace(/^ecore-mock: /, ''), root), lines);
  t.same(
    lines.map((line) => line.split(': expected')[0]),
    [
      'accounts.json#/accounts/0/kind',
      'accounts.json#/accounts/0/tokens/0',
      'jobs.json',
      'people.json#/people/0/uuid',
      'people.json#/people/1/shoe_size',
      'unlocks/a.json#/unlocks/0/email',
      'columns.json#/columns/contact',
      'colums.json',
    ],
  );
});

t.test('a faulty entry hides no fault of the others, in its own file or another', async (t) => {
  const lines = await faultsOf(
    folder(t, {
      'accounts.json': accounts,
      'people.json': { people: [{ uuid: 'x' }] },
      'jobs.json': {
        jobs: [
          job({ job_id: 'bad' }),
          job({}),
          job({}),
          job({ job_id: id(2), account: 'you' }),
          job({ job_id: id(3), status: 'paused', records: [{}], processed: 2 }),
          job({ job_id: id(4), records: 'no.csv' }),
        ],
      },
    }),
  );
  t.same(
    lines.map((line) => line.split(': expected')[0]),
    [
      'jobs.json#/jobs/0/job_id',
      'people.json#/people/0/uuid',
      'jobs.json#/jobs/2/job_id',
      'jobs.json#/jobs/3/account',
      'jobs.json#/jobs/4/processed',
      'no.csv',
    ],
  );
});

t.test('what is in the folder by the system is no fault, such as what a volume of Kubernetes has', async (t) => {
  const root = folder(t, { '..2026_05/accounts.json': accounts, '.git/HEAD': 'x', 'lost+found/x.json': '{}' });
  symlinkSync('..2026_05', join(root, '..data'));
  symlinkSync(join('..data', 'accounts.json'), join(root, 'accounts.json'));
  t.same(await faultsOf(root), []);
});

t.test('faults without number, and values nested without end, are told', async (t) => {
  const many = folder(t, { 'accounts.json': accounts, 'people.json': { people: Array(150_000).fill(1) } });
  t.throws(() => loadFixtures(many), { message: /^150000 faults in the fixtures:/ });
  const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
  const text = `{"jobs": [${JSON.stringify(job({ records: [{ a: 'DEEP' }] })).replace('"DEEP"', deep)}]}`;
  t.same(await faultsOf(folder(t, { 'accounts.json': accounts, 'people.json': { people: [] }, 'jobs.json': text })), [
    'jobs.json: expected a JSON file in UTF-8; found lists and objects nested deeper than 100',
  ]);
});

t.test('a link that leads nowhere is a fault', async (t) => {
  const root = folder(t, { 'accounts.json': accounts });
  symlinkSync(join(root, 'gone.json'), join(root, 'jobs.json'));
  const [line, ...more] = await faultsOf(root);
  t.match(line, 'jobs.json: expected a JSON file in UTF-8; found ENOENT');
  t.same(more, []);
});

t.test('--fixtures loads a folder in place of the default data, files and folders of files', async (t) => {
  const root = folder(t, {
    'accounts.json': `\uFEFF${JSON.stringify({ $schema: 'x', ...accounts })}`,
    'jobs/one.json': { jobs: [job({ records: '../rows.csv', raw: true })] },
    'jobs/two.json': {
      jobs: [
        job({ job_id: id(2), status: 'Paused', records: '../two-rows.json', raw: true, generate: 5, processed: 2 }),
      ],
    },
    'jobs.json': {
      jobs: [job({ job_id: id(3), status: 'Enhancement Completed', records: [{ a: null, imported_b: 1 }], raw: true })],
    },
    'rows.csv': '\uFEFFimported_name,first_name,uuid\r\n"A, B",Ä,secret\r\n',
    'jobs/two.json.txt': 'not read',
    'two-rows.json': [{ x: 1 }],
    'README.md': 'not read',
    'people.json': {
      people: [
        { uuid: id(4), first_name: 'First' },
        { uuid: id(5), first_name: 'Second', contact_email: 'second@my.example' },
        { uuid: id(6), first_name: 'Oldest', created_at: '1999-01-01T00:00:00Z' },
      ],
    },
    'unlocks.json': { unlocks: [{ account: 'me', uuid: id(5).toUpperCase(), email: true }] },
  });
  const { url } = await serve(t, ['--people', '6', '--fixtures', root]);
  const results = async (number: number, query = '') =>
    (await ask(`${url}/enrichment/result/${id(number)}/${query}`, { headers: bearer('mine') })).text;
  t.equal(JSON.parse(await results(1)).data[0].imported_name, 'A, B');
  t.equal(await results(1, '?report_type=csv'), 'imported_name,first_name\r\n"A, B",Ä\r\n');
  const paused = JSON.parse(await results(2));
  t.equal(paused.total_records, 2);
  t.same(paused.data[0], { x: 1 });
  t.ok('imported_first_name' in paused.data[1], 'generated after those given');
  t.equal(await results(3, '?report_type=csv'), 'imported_b,a\r\n1,\r\n');
  const people = (await ask(`${url}/external/search/`, { headers: token('mine') })).json();
  t.equal(people.count, 6);
  t.same(
    [0, 1, 5].map((index) => people.results[index].first_name),
    ['First', 'Second', 'Oldest'],
  );
  t.equal(people.results[1].contact_email, 'second@my.example');
  t.equal(
    (await ask(`${url}/external/search/`, { headers: token('demo-token') })).status,
    401,
    'nothing of the default data',
  );
});

t.test('the records of a job report up to 20 faults, and those of other jobs are reported too', async (t) => {
  const wrong = Array.from({ length: 25 }, () => ({ enrichment_status: 'done' }));
  const own = folder(t, jobs(job({ records: wrong }), job({ job_id: id(2), records: [{}, ...wrong.slice(24)] })));
  const message = await startMock({ people: 1, fixtures: own }).then(
    () => '',
    (error: Error) => error.message,
  );
  const places = [...message.matchAll(/#(\S+)\/enrichment_status: expected/g)].map(([, place]) => place);
  t.same(places, [...Array.from({ length: 20 }, (_, index) => `/jobs/0/records/${index}`), '/jobs/1/records/1']);
});

t.test('an id in fixtures may have any letter case, in each file another; clients get it in lower case', async (t) => {
  for (const [written, unlocked] of [
    [id(1).toUpperCase(), id(1)],
    [id(1), id(1).toUpperCase()],
    [id(1).toUpperCase(), id(1).toUpperCase()],
  ] as const) {
    await using mock = await startMock({
      people: 1,
      fixtures: folder(t, {
        ...jobs(job({ job_id: written, records: [{ a: 1 }] })),
        'people.json': { people: [{ uuid: written, contact_email: 'one@my.example' }] },
        'unlocks.json': { unlocks: [{ account: 'me', uuid: unlocked, email: true }] },
      }),
    });
    const { results } = (await ask(`${mock.url}/external/search/`, { headers: token('mine') })).json();
    matchList(t, results, [{ uuid: id(1), contact_email: 'one@my.example', is_email_unlocked: true }]);
    const answer = await ask(`${mock.url}/enrichment/result/${id(1)}/`, { headers: bearer('mine') });
    t.match([answer.status, answer.text], [200, `"job_id":"${id(1)}"`], 'E15: paths take it in lower case alone');
  }
});

t.test('several accounts may have unlocked one person, each what it has paid for', async (t) => {
  const accounts = ['one', 'two', 'three'].map((name) => ({ name, tokens: [name] }));
  const mock = await startMock({
    people: 1,
    fixtures: folder(t, {
      'accounts.json': { accounts },
      'people.json': {
        people: [{ uuid: id(1), contact_email: 'one@my.example', contact_direct_phone: '+1' }],
      },
      'unlocks.json': {
        unlocks: [
          { account: 'one', uuid: id(1), email: true },
          { account: 'two', uuid: id(1), phone: true },
        ],
      },
    }),
  });
  t.teardown(() => mock.close());
  for (const [as, contact_email, contact_direct_phone] of [
    ['one', 'one@my.example', null],
    ['two', null, '+1'],
    ['three', null, null],
  ] as const) {
    const { results } = (await ask(`${mock.url}/external/search/`, { headers: token(as) })).json();
    matchList(t, results, [{ contact_email, contact_direct_phone }]);
  }
});

t.test('the published JSON Schemas are those that check', async (t) => {
  for (const [name, text] of schemaFiles()) {
    t.equal(readFileSync(defaultFolder + name, 'utf8'), text, `${name}: \`npm run schemas\` makes it anew`);
  }
});

t.test('the default fixtures name their schemas', async (t) => {
  for (const name of schemaFiles().keys()) {
    const kind = name.slice('schema/'.length, -'.schema.json'.length);
    const { $schema } = JSON.parse(readFileSync(`${defaultFolder}${kind}.json`, 'utf8'));
    t.equal(join('.', $schema), name);
  }
});
