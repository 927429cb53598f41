import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { AccountClient } from '../../src/index.ts';
import { startAdminMock } from '../support/admin-api.ts';
import { idEndingIn } from '../support/default-data.ts';
import { statusColumns } from '../support/records.ts';

const mock = await startAdminMock(t);
const jobs = '/accounts/demo/jobs';

/** Fetches the records of a job as JSON, and as lines of CSV. */
const fetchResults = async (jobId: string) => ({
  data: (await mock.results(mock.token, jobId)).json().data,
  csv: (await mock.results(mock.token, jobId, '?report_type=csv')).text.trimEnd().split('\r\n'),
});

/** Sends records with each of the two calls that take records, POST and PATCH, and fetches the results of both jobs. */
const storeByBothCalls = async (job: Parameters<AccountClient['createJob']>[0] & { records: object[] }) => {
  const { records, raw, ...others } = job;
  const created = await mock.createJob(job);
  const changed = await mock.createJob({ ...others, records: [{}] });
  await mock.updateJob(changed.job_id, { records, ...(raw !== undefined && { raw }) });
  return [await fetchResults(created.job_id), await fetchResults(changed.job_id)];
};

t.test('R11, R13, R14: the record of the recipe in the docs is completed to a valid one', async (t) => {
  for (const { data, csv } of await storeByBothCalls({
    records: [{ imported_name: 'Ada', contact_email: 'ada@my.example' }],
  })) {
    t.equal(
      JSON.stringify(data),
      '[{"imported_name":"Ada","first_name":"","last_name":"","job_title":"","job_level":"",' +
        '"contact_email":"ada@my.example","contact_direct_phone":"","contact_mobile_phone":"","contact_linkedin_url":"",' +
        '"contact_office_city":"","contact_office_state":"","contact_office_country":"","enrichment_source":"datacore",' +
        '"name_match_status":"skipped","still_in_company_status":"current"}]',
    );
    t.same(csv, [
      'imported_name,first_name,last_name,job_title,job_level,contact_email,contact_direct_phone,contact_mobile_phone,' +
        'contact_linkedin_url,contact_office_city,contact_office_state,contact_office_country,enrichment_status,' +
        'enrichment_source,name_match_status,still_in_company_status',
      'Ada,,,,,ada@my.example,,,,,,,partially_enriched,datacore,skipped,current',
    ]);
  }
});

t.test('R11: fields have the order of the contract, in whatever order they are sent', async (t) => {
  const records = [
    { mine: null, still_in_company_status: '', job_title: null, last_name: 'Doe', imported_last_name: null, uuid: 'x' },
  ];
  for (const { data } of await storeByBothCalls({
    fields_to_enrich: ['last_name', 'shoe_size', 'job_title'],
    records,
  })) {
    const fields = {
      imported_last_name: null,
      last_name: 'Doe',
      shoe_size: '',
      job_title: '',
      enrichment_source: 'datacore',
      name_match_status: 'skipped',
      still_in_company_status: 'current',
      mine: '',
    };
    t.equal(JSON.stringify(data), JSON.stringify([fields]));
  }
});

t.test('R11, R22, R23: the status columns are derived from the names and the other fields', async (t) => {
  const jane = { imported_first_name: 'Jane', imported_last_name: 'Doe', first_name: 'Jane', last_name: 'Doe' };
  const outcomes = {
    'enriched,datacore,matched,current': jane,
    'enriched,bigquery,matched,current': { ...jane, enrichment_source: 'bigquery' },
    'partially_enriched,datacore,matched,current': { ...jane, first_name: '' },
    'enriched,datacore,skipped,current': { ...jane, imported_first_name: 'J.', name_match_status: 'skipped' },
    'enriched,netnut,matched,current': {
      ...jane,
      imported_first_name: 'Jinny',
      enrichment_source: 'netnut',
      name_match_status: 'matched',
    },
    'enriched,datacore,matched,skipped': { ...jane, enrichment_source: '', still_in_company_status: 'skipped' },
    'not_enriched,datacore,mismatched,skipped': { ...jane, first_name: 'John' },
    'not_enriched,datacore,matched,left': { ...jane, still_in_company_status: 'left' },
    'not_enriched,,skipped,skipped': { ...jane, first_name: '', last_name: null },
  };
  const records = Object.values(outcomes);
  for (const { csv } of await storeByBothCalls({ fields_to_enrich: ['first_name', 'last_name'], records })) {
    t.same(
      csv.slice(1).map((line) => line.split(',').slice(-4).join()),
      Object.keys(outcomes),
    );
  }
});

t.test('R11: Quick and account jobs have no match columns', async (t) => {
  const records = [{ company_name: 'b' }];
  for (const job of [{ tier: 'quick' }, { category: 'account' }, { category: 'account', tier: 'pro' }] as const) {
    for (const { data, csv } of await storeByBothCalls({ ...job, fields_to_enrich: ['company_name'], records })) {
      t.same(data, [{ company_name: 'b', enrichment_source: 'datacore' }]);
      t.same(csv, ['company_name,enrichment_status,enrichment_source', 'b,enriched,datacore']);
    }
  }
});

const remedy = 'or set "raw": true in the job to return records as they are written); found ';
const john = { imported_first_name: 'Jane', first_name: 'John' };
const twoFields = { fields_to_enrich: ['job_title', 'last_name'] };
const notText = 'expected a string or null in a requested field (';
const noNames =
  'expected skipped in a record without a pair of names to compare, such as imported_first_name and first_name ' +
  '(correct the record, ';
const contradictions: [string, object, string, string][] = [
  [
    'name_match_status',
    { tier: 'quick', records: [{ name_match_status: 'matched' }] },
    'expected no name_match_status in a quick job (leave it out, ',
    '"matched"',
  ],
  [
    'still_in_company_status',
    { category: 'account', records: [{ still_in_company_status: 'current' }] },
    'expected no still_in_company_status in an account job (leave it out, ',
    '"current"',
  ],
  [
    'enrichment_status',
    { records: [{ enrichment_status: 'done' }] },
    'expected one of enriched, partially_enriched, not_enriched in a standard job (',
    '"done"',
  ],
  [
    'enrichment_source',
    { tier: 'quick', records: [{ enrichment_source: 'netnut' }] },
    'expected one of datacore, bigquery, zerobounce in a quick job (',
    '"netnut"',
  ],
  [
    'enrichment_source',
    { fields_to_enrich: ['job_title'], records: [{ enrichment_source: 'zerobounce' }] },
    'expected one of datacore, bigquery, netnut in a standard job without contact_email in its fields_to_enrich (',
    '"zerobounce"',
  ],
  [
    'name_match_status',
    { records: [{ name_match_status: 1 }] },
    'expected one of matched, mismatched, skipped in a standard job (',
    '1',
  ],
  [
    'enrichment_status',
    { records: [{ ...john, enrichment_status: 'partially_enriched' }] },
    'expected not_enriched in a record whose name_match_status is mismatched (correct the record, ',
    '"partially_enriched"',
  ],
  [
    'enrichment_status',
    {
      tier: 'pro',
      records: [{ a: 1, job_title: 'b', enrichment_status: 'enriched', still_in_company_status: 'left' }],
    },
    'expected not_enriched in a record whose still_in_company_status is left (correct the record, ',
    '"enriched"',
  ],
  [
    'enrichment_source',
    { records: [{ job_title: '', extra: 'a', enrichment_source: 'bigquery' }] },
    'expected no enrichment_source in a record without a value in any requested field (leave it out, ',
    '"bigquery"',
  ],
  [
    'enrichment_source',
    { records: [{ job_title: 'a', contact_email: null, enrichment_source: 'zerobounce' }] },
    'expected one of datacore, bigquery, netnut in a record without a contact_email (correct the record, ',
    '"zerobounce"',
  ],
  [
    'enrichment_status',
    { ...twoFields, records: [{ job_title: 'a', enrichment_status: 'enriched' }] },
    'expected partially_enriched in a record with a value in only some of the requested fields (correct the record, ',
    '"enriched"',
  ],
  [
    'enrichment_status',
    { ...twoFields, records: [{ job_title: 'a', last_name: 'b', enrichment_status: 'partially_enriched' }] },
    'expected enriched in a record with a value in every requested field (correct the record, ',
    '"partially_enriched"',
  ],
  [
    'enrichment_status',
    { ...twoFields, records: [{ job_title: 'a', enrichment_status: 'not_enriched' }] },
    'expected partially_enriched in a record with a value in only some of the requested fields (correct the record, ',
    '"not_enriched"',
  ],
  [
    'enrichment_status',
    { tier: 'quick', records: [{ job_title: null, enrichment_status: 'partially_enriched' }] },
    'expected not_enriched in a record without a value in any requested field (correct the record, ',
    '"partially_enriched"',
  ],
  [
    'name_match_status',
    { records: [{ imported_first_name: 'a', last_name: 'b', name_match_status: 'mismatched' }] },
    noNames,
    '"mismatched"',
  ],
  [
    'name_match_status',
    { records: [{ imported_first_name: '', first_name: 'a', name_match_status: 'matched' }] },
    noNames,
    '"matched"',
  ],
  [
    'name_match_status',
    { records: [{ imported_first_name: 'JANE', first_name: 'Jane', name_match_status: 'mismatched' }] },
    'expected matched in a record whose two names are equal (correct the record, ',
    '"mismatched"',
  ],
  [
    'still_in_company_status',
    { records: [{ ...john, still_in_company_status: 'current' }] },
    'expected skipped in a record whose name_match_status is mismatched (correct the record, ',
    '"current"',
  ],
  [
    'still_in_company_status',
    { records: [{ imported_first_name: 'a', still_in_company_status: 'left' }] },
    'expected skipped in a record without a value in any requested field (correct the record, ',
    '"left"',
  ],
  ['job_title', { records: [{ job_title: 5 }] }, notText, '5'],
  [
    'job_title',
    { category: 'account', fields_to_enrich: ['job_title'], records: [{ job_title: ['a'] }] },
    notText,
    '["a"]',
  ],
  ['a~1~0b', { fields_to_enrich: ['a/~b'], records: [{ 'a/~b': false }] }, notText, 'false'],
];

t.test(
  'R11, R20–R24: a record that contradicts itself or its job is refused, by POST and PATCH, unless the job is raw',
  async (t) => {
    for (const [field, { records, ...job }, expected, found] of contradictions as [
      string,
      { records: object[] },
      string,
      string,
    ][]) {
      const refused = { error: expected + remedy + found, path: `/records/1/${field}` };
      const { job_id } = await mock.createJob({ ...job, records: [] });
      for (const [method, path, body] of [
        ['POST', jobs, job],
        ['PATCH', `${jobs}/${job_id}`, {}],
      ] as const) {
        const wrong = [{}, ...records];
        const answer = await mock.callAdmin(method, path, { ...body, records: wrong });
        t.same([answer.status, answer.json()], [400, refused], method);
        const raw = await mock.callAdmin(method, path, { ...body, records: wrong, raw: true });
        t.match([raw.status, raw.json().total_records], [method === 'POST' ? 201 : 200, 2], `${method}, raw`);
      }
    }
  },
);

t.test("names that can't be requested are refused in fields_to_enrich, with and without records", async (t) => {
  const error =
    'expected a field that enrichment finds: leave out imported_*, internal fields, whole numbers and ' +
    'enrichment_status, enrichment_source, name_match_status, still_in_company_status; found ';
  for (const name of [
    'imported_name',
    'uuid',
    'email_validation_status',
    '_x',
    '__proto__',
    '2024',
    ...statusColumns,
  ]) {
    for (const job of [{}, { generate: 3 }, { records: [{}] }, { records: [{}], raw: true }]) {
      const answer = await mock.callAdmin('POST', jobs, { ...job, fields_to_enrich: ['job_title', name] });
      const refused = { error: `${error}"${name}"`, path: '/fields_to_enrich/1' };
      t.same([answer.status, answer.json()], [400, refused], JSON.stringify({ name, ...job }));
    }
  }
});

t.test('R11: a field whose name is a whole number is refused, since it could not keep its position', async (t) => {
  for (const raw of [false, true]) {
    for (const name of ['0', '7', '2024']) {
      const records = [{ imported_a: 'x' }, { imported_a: 'x', [name]: 'v' }];
      const answer = await mock.callAdmin('POST', jobs, { records, raw });
      t.match(
        [answer.status, answer.json()],
        [400, { path: `/records/1/${name}`, error: /whole numbers.*found "\d+"$/ }],
        `${name}, raw: ${raw}`,
      );
    }
    const accepted = await mock.callAdmin('POST', jobs, {
      records: [{ imported_a: 'x', '007': 'v', '1.5': 'w', '-1': 'z' }],
      raw,
    });
    t.equal(accepted.status, 201, 'other names with digits keep their position');
  }
});

t.test('raw is refused without records', async (t) => {
  const { job_id } = await mock.createJob();
  const refused = {
    error: 'expected "records", because "raw" applies only to them; found no "records"',
    path: '/raw',
  };
  t.same((await mock.callAdmin('POST', jobs, { raw: true })).json(), refused);
  t.same((await mock.callAdmin('PATCH', `${jobs}/${job_id}`, { raw: true })).json(), refused);
  const moving = await mock.createJob({ timeline: [{ status: 'completed', after_polls: 3 }] });
  t.same((await mock.callAdmin('PATCH', `${jobs}/${moving.job_id}`, { raw: false })).json(), refused);
  t.equal((await mock.callAdmin('GET', `${jobs}/${moving.job_id}`)).json().timeline.length, 1, 'nothing has changed');
});

t.test('R7: a job without records has 10 generated ones, and none with "generate": 0 or an empty list', async (t) => {
  const { job_id, total_records } = await mock.createJob();
  t.equal(total_records, 10);
  t.equal((await mock.results(mock.token, job_id)).json().total_records, 10);
  for (const job of [{ generate: 0 }, { records: [] }]) {
    const empty = await mock.createJob(job);
    t.equal((await mock.results(mock.token, empty.job_id)).status, 404, JSON.stringify(job));
  }
  const error =
    /^expected a field that can be generated \(or "records", or "generate": 0\): company_name, .*; found "shoe_size"$/;
  const refused = await mock.callAdmin('POST', jobs, { fields_to_enrich: ['shoe_size'] });
  t.match([refused.status, refused.json()], [400, { error, path: '/fields_to_enrich/0' }]);
  t.equal((await mock.createJob({ fields_to_enrich: ['shoe_size'], generate: 0 })).total_records, 0);
});

t.test("R14: the status columns come before the caller's own fields, in whatever order they are stored", async (t) => {
  const records = [
    { zeta: 'z', still_in_company_status: 'current', contact_email: 'a@b.example' },
    { alpha: 'a', enrichment_source: 'datacore', name_match_status: 'matched', enrichment_status: 'enriched' },
    { imported_a: 'i', company_name: 'c' },
  ];
  for (const { csv } of await storeByBothCalls({ records, raw: true })) {
    t.same(csv, [
      'imported_a,company_name,contact_email,enrichment_status,enrichment_source,name_match_status,still_in_company_status,zeta,alpha',
      ',,a@b.example,,,,current,z,',
      ',,,enriched,datacore,matched,,,a',
      'i,c,,,,,,,',
    ]);
  }
});

t.test('records of fixtures are completed and generated like those of the admin API', async (t) => {
  const fixtures = t.testdir();
  const jobFields = { account: 'me', status: 'completed', fields_to_enrich: ['contact_email', 'first_name'] };
  const rows =
    'imported_first_name,first_name,contact_email,enrichment_source\r\nBob,Robert,,\r\nBob,Eve,a@b.example,\r\n';
  const list = [
    { ...jobFields, job_id: idEndingIn('b1'), records: 'rows.csv' },
    { ...jobFields, job_id: idEndingIn('b2'), records: [{ first_name: null }], tier: 'quick' },
    { ...jobFields, job_id: idEndingIn('b3') },
    { ...jobFields, job_id: idEndingIn('b4'), generate: 0 },
  ];
  writeFileSync(join(fixtures, 'accounts.json'), JSON.stringify({ accounts: [{ name: 'me', tokens: ['mine'] }] }));
  writeFileSync(join(fixtures, 'jobs.json'), JSON.stringify({ jobs: list }));
  writeFileSync(join(fixtures, 'rows.csv'), rows);
  const own = await startAdminMock(t, { people: 0, fixtures });
  const checks = { name_match_status: 'matched', still_in_company_status: 'current' };
  t.same((await own.results('mine', idEndingIn('b1'))).json().data, [
    { imported_first_name: 'Bob', contact_email: '', first_name: 'Robert', enrichment_source: 'datacore', ...checks },
    {
      imported_first_name: 'Bob',
      contact_email: 'a@b.example',
      first_name: 'Eve',
      enrichment_source: 'datacore',
      name_match_status: 'mismatched',
      still_in_company_status: 'skipped',
    },
  ]);
  t.same((await own.results('mine', idEndingIn('b2'))).json().data, [
    { contact_email: '', first_name: '', enrichment_source: '' },
  ]);
  t.equal((await own.results('mine', idEndingIn('b3'))).json().total_records, 10);
  t.equal((await own.results('mine', idEndingIn('b4'))).status, 404);
});
