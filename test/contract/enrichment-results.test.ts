import { readFileSync } from 'node:fs';
import Papa from 'papaparse';
import t from 'tap';
import { apiStatus, jobStatuses } from '../../src/domain/job-state.ts';
import { serve } from '../support/command.ts';
import { idEndingIn } from '../support/default-data.ts';
import { bearer, type RequestOptions, sendRequest, token } from '../support/http.ts';
import { csvValue } from '../support/records.ts';
import { fixtures, job, jobId, startTestServer } from '../support/test-server.ts';

const { url } = await serve(t);
const vendorsJob = '9f3e7a2b-7c1d-4f12-8c9a-1b2c3d4e5f60';
const demo = bearer('demo-token');

const get = (job: string, query = '', request: RequestOptions = { headers: demo }) =>
  sendRequest(`${url}/backend/api/v1/enrichment/result/${job}/${query}`, request);
const rows = (csv: string): string[][] => Papa.parse<string[]>(csv, { newline: '\r\n', skipEmptyLines: 'greedy' }).data;
const records = async (job: string): Promise<Record<string, unknown>[]> =>
  (await get(job, '?page_size=200')).json().data;
const columns = async (job: string): Promise<string[]> =>
  rows((await get(job, '?report_type=csv')).text)[0] as string[];

const awkward = JSON.parse(
  readFileSync(new URL('../../fixtures/records/awkward.json', import.meta.url), 'utf8'),
) as Record<string, unknown>[];

t.test('R1: a missing, invalid, expired or revoked token and the token of an inactive account are 401', async (t) => {
  const invalidTokens = ['nobody', 'expired-token', 'revoked-token', 'inactive-token'].map(bearer);
  for (const headers of [{}, token('demo-token'), ...invalidTokens]) {
    const answer = await get(vendorsJob, '', { headers });
    t.equal(answer.status, 401, JSON.stringify(headers));
    t.equal(answer.text, '{"message":"Invalid or expired token"}');
    t.equal(answer.headers['www-authenticate'], 'Bearer');
  }
});

t.test('R2: report_type is json, page is 1 and page_size is 50 by default; page_size can be 1 to 200', async (t) => {
  const plain = await get(vendorsJob);
  t.match(plain.json(), { page: 1, page_size: 50 });
  t.equal(plain.json().data.length, 50);
  t.equal((await get(vendorsJob, '?report_type=json&page=1&page_size=50')).text, plain.text);
  t.equal((await get(vendorsJob, '?page_size=1')).json().data.length, 1);
  t.equal((await get(vendorsJob, '?page_size=200')).json().data.length, 123);
  t.equal((await get(vendorsJob, '?page=3')).json().data.length, 23);
});

t.test(
  'R3: an invalid report_type, page or page_size is 400; the error names the parameter and its valid values',
  async (t) => {
    const expectedErrors = {
      'report_type=xml': 'report_type must be json or csv.',
      'report_type=JSON': 'report_type must be json or csv.',
      'page=0': 'page must be a whole number of at least 1.',
      'page=-1': 'page must be a whole number of at least 1.',
      'page=abc': 'page must be a whole number of at least 1.',
      'page_size=0': 'page_size must be a whole number from 1 to 200.',
      'page_size=201': 'page_size must be a whole number from 1 to 200.',
      'page_size=many': 'page_size must be a whole number from 1 to 200.',
    };
    for (const [query, error] of Object.entries(expectedErrors)) {
      const answer = await get(vendorsJob, `?${query}`);
      t.equal(answer.status, 400, query);
      t.equal(answer.text, JSON.stringify({ error }));
    }
  },
);

t.test('R4: with report_type=csv, page and page_size are ignored, even if they are invalid', async (t) => {
  const all = await get(vendorsJob, '?report_type=csv');
  t.equal(all.status, 200);
  for (const query of ['page=abc', 'page_size=0', 'page=2&page_size=10', 'page=1e2&page_size=x']) {
    t.equal((await get(vendorsJob, `?report_type=csv&${query}`)).text, all.text, query);
    t.equal((await get(vendorsJob, `?${query}&report_type=csv`)).text, all.text, query);
  }
});

t.test("R5: an unknown job, another account's job and an id that is not a UUID have the same 404", async (t) => {
  const unknown = await get('ffffffff-ffff-4fff-8fff-ffffffffffff');
  t.equal(unknown.status, 404);
  t.equal(unknown.text, '{"detail":"Not found."}');
  for (const job of [idEndingIn('06'), 'nonsense', '123', `${vendorsJob}0`, '%00', '..%2F..']) {
    const answer = await get(job);
    t.equal(answer.status, 404, job);
    t.equal(answer.text, unknown.text);
    const named = Object.keys(answer.headers).filter((name) => name !== 'x-mock-finding');
    t.same(named, Object.keys(unknown.headers));
  }
  t.equal((await get(idEndingIn('06'), '', { headers: bearer('other-token') })).status, 200, 'the owner gets the job');
  t.equal((await get(vendorsJob, '', { headers: bearer('other-token') })).status, 404);
});

t.test('R6: the results of a job that is queued, in progress or failed are not ready', async (t) => {
  for (const last of ['01', '02', '04']) {
    for (const query of ['', '?report_type=csv']) {
      const answer = await get(idEndingIn(last), query);
      t.equal(answer.status, 400, `${last}${query}`);
      t.equal(answer.text, '{"error":"Results not ready."}');
    }
  }
});

t.test('R6: among all internal statuses, only the completed ones and the paused one have results', async (t) => {
  const id = (index: number) => `${jobId.slice(0, -1)}${index}`;
  const jobs = jobStatuses.map((status, index) => job([{ a: 1 }], { status, job_id: id(index), processed: 1 }));
  const { app } = await startTestServer(t, fixtures({ jobs }));
  for (const [index, status] of jobStatuses.entries()) {
    const request = { url: `/enrichment/result/${id(index)}/`, headers: { authorization: 'Bearer a' } };
    const isReady = ['completed', 'paused'].includes(apiStatus[status]);
    t.equal((await app.inject(request)).statusCode, isReady ? 200 : 400, status);
  }
});

t.test('R7: a completed job with no results stored is 404', async (t) => {
  for (const query of ['', '?report_type=csv']) {
    const answer = await get(idEndingIn('05'), query);
    t.equal(answer.status, 404);
    t.equal(answer.text, '{"detail":"Not found."}');
  }
});

t.test('R8: the order of the checks is token, parameters, job, status, stored results', async (t) => {
  t.equal((await get('nonsense', '?page=0', {})).status, 401);
  t.match((await get('nonsense', '?page=0')).json(), { error: /^page must be/ });
  t.match((await get(idEndingIn('01'), '?page=0')).json(), { error: /^page must be/ });
  t.match((await get(idEndingIn('05'), '?page_size=0')).json(), { error: /^page_size must be/ });
  t.match((await get(idEndingIn('01'))).json(), { error: 'Results not ready.' });
});

t.test(
  'R9: JSON has job_id, total_records, page, page_size and data; data has the records of the page in stored order',
  async (t) => {
    const page = (await get(vendorsJob, '?page=2&page_size=40')).json();
    t.same(Object.keys(page), ['job_id', 'total_records', 'page', 'page_size', 'data']);
    t.match(page, { job_id: vendorsJob, total_records: 123, page: 2, page_size: 40 });
    t.same(page.data, (await records(vendorsJob)).slice(40, 80));
  },
);

t.test("R9: the example request of the vendor's page gets the answer that the page shows", async (t) => {
  const answer = await get(vendorsJob, '?page=1&page_size=50', { headers: bearer('YOUR_API_TOKEN') });
  t.equal(
    answer.text.slice(0, answer.text.indexOf('},{') + 1),
    '{"job_id":"9f3e7a2b-7c1d-4f12-8c9a-1b2c3d4e5f60","total_records":123,"page":1,"page_size":50,"data":[' +
      '{"imported_first_name":"Jane","imported_last_name":"Doe","imported_company_name":"Acme Corp","first_name":"Jane",' +
      '"last_name":"Doe","contact_email":"jane.doe@acme.com","contact_mobile_phone":"+1 415 555 0123",' +
      '"job_title":"VP of Engineering","enrichment_source":"datacore","name_match_status":"matched",' +
      '"still_in_company_status":"current"}',
  );
});

t.test('R10: a page after the last one is 200 with no data', async (t) => {
  for (const page of ['4', '9007199254740993', '123456789012345678901234567890', '9'.repeat(400)]) {
    const answer = await get(vendorsJob, `?page=${page}`);
    t.equal(answer.status, 200, page);
    t.equal(
      answer.text,
      `{"job_id":"${vendorsJob}","total_records":123,"page":${page},"page_size":50,"data":[]}`,
      'the answer has the page with all its digits',
    );
  }
});

t.test(
  'R11: a record has its input, the requested fields and the source; Standard and Pro contact jobs also have the two checks',
  async (t) => {
    const requested = ['first_name', 'last_name', 'contact_email', 'contact_mobile_phone', 'job_title'];
    const input = ['imported_first_name', 'imported_last_name', 'imported_company_name'];
    const checks = ['name_match_status', 'still_in_company_status'];
    for (const record of await records(vendorsJob)) {
      t.same(Object.keys(record), [...input, ...requested, 'enrichment_source', ...checks]);
    }
    for (const last of ['07', '08']) {
      for (const record of await records(idEndingIn(last))) {
        for (const check of checks) t.notOk(check in record, `${last} has no ${check}`);
        t.ok('enrichment_source' in record);
      }
    }
  },
);

t.test('R11: a row whose name does not match is not_enriched and keeps its values', async (t) => {
  const record = {
    imported_name: 'Ada Lovelace',
    first_name: 'Grace',
    contact_email: 'grace@my.example',
    enrichment_status: 'not_enriched',
    enrichment_source: 'datacore',
    name_match_status: 'mismatched',
    still_in_company_status: 'current',
  };
  const fields_to_enrich = ['first_name', 'contact_email'];
  const { json, csv } = await startTestServer(
    t,
    fixtures({ jobs: [job([record], { tier: 'standard', fields_to_enrich })] }),
  );
  const { enrichment_status, ...shown } = record;
  t.same(JSON.parse(await json()).data, [shown]);
  const [header = [], row = []] = rows(await csv());
  t.same(Object.fromEntries(header.map((name, column) => [name, row[column]])), record);
});

t.test('R11: enrichment_status has three values and fits the fields of the row', async (t) => {
  const table = Papa.parse<Record<string, string>>((await get(vendorsJob, '?report_type=csv')).text, {
    header: true,
    skipEmptyLines: true,
  }).data;
  const requested = ['first_name', 'last_name', 'contact_email', 'contact_mobile_phone', 'job_title'];
  const statuses = new Set<string | undefined>();
  for (const row of table) {
    statuses.add(row.enrichment_status);
    const foundCount = requested.filter((name) => row[name] !== '').length;
    const isRejected = row.name_match_status === 'mismatched' || row.still_in_company_status === 'left';
    if (foundCount === 0) t.match(row, { enrichment_status: 'not_enriched', enrichment_source: '' });
    else if (isRejected) t.equal(row.enrichment_status, 'not_enriched');
    else t.equal(row.enrichment_status, foundCount === requested.length ? 'enriched' : 'partially_enriched');
    if (foundCount > 0) t.match(row.enrichment_source, /^(datacore|bigquery|netnut|zerobounce)$/);
  }
  t.same([...statuses].sort(), ['enriched', 'not_enriched', 'partially_enriched']);
});

const isInternal = (name: string) =>
  ['uuid', 'email_validation_status', '_original_index'].includes(name) || name.startsWith('_');

t.test(
  "R12: internal fields are removed from JSON and CSV; the caller's imported_uuid and imported__x stay",
  async (t) => {
    const stored = awkward.flatMap(Object.keys).filter(isInternal);
    for (const name of [
      'uuid',
      'email_validation_status',
      '_original_index',
      '_audit_trail',
      '_originals',
      '_anything',
    ]) {
      t.ok(stored.includes(name), `the fixture has ${name}`);
    }
    t.same((await records(idEndingIn('09'))).flatMap(Object.keys).filter(isInternal), []);
    t.same((await columns(idEndingIn('09'))).filter(isInternal), []);
    const last = (await records(idEndingIn('09'))).at(-1);
    t.match(last, { imported_uuid: 'caller-1', imported__x: 'kept' });
    for (const name of ['imported_uuid', 'imported__x']) t.ok((await columns(idEndingIn('09'))).includes(name));
  },
);

t.test('R12: names inside a value belong to the caller and stay in JSON and CSV', async (t) => {
  const nested = { uuid: 'u', _audit_trail: ['x'], email_validation_status: 'valid', deep: { _original_index: 1 } };
  const { app, json, csv } = await startTestServer(
    t,
    fixtures({ jobs: [job([{ uuid: 'gone', imported_data: nested }])] }),
  );
  t.same(JSON.parse(await json()).data[0].imported_data, nested);
  const [header = [], row = []] = rows(await csv());
  t.same(JSON.parse(row[header.indexOf('imported_data')] as string), nested);
  t.notMatch((await json()) + (await csv()), /gone/, 'only fields of the record itself can be internal');
  await app.close();
});

t.test('R12: a record without its internal fields keeps all other fields, values and the order', async (t) => {
  const expected = awkward.map((record) =>
    Object.fromEntries(Object.entries(record).filter(([name]) => !isInternal(name) && name !== 'enrichment_status')),
  );
  t.equal(JSON.stringify(await records(idEndingIn('09'))), JSON.stringify(expected));
});

t.test('R13: enrichment_status is in CSV and not in JSON', async (t) => {
  for (const job of [vendorsJob, idEndingIn('07'), idEndingIn('08'), idEndingIn('09')]) {
    for (const record of await records(job)) t.notOk('enrichment_status' in record);
    t.ok((await columns(job)).includes('enrichment_status'));
  }
});

t.test(
  'R14: CSV columns are imported_* by code point, then canonical columns with account before contact, then all others',
  async (t) => {
    t.same(await columns(idEndingIn('09')), [
      'imported_Zeta',
      'imported__x',
      'imported_active',
      'imported_company_name',
      'imported_first_name',
      'imported_last_name',
      'imported_revenue',
      'imported_uuid',
      'imported_zero',
      'imported_été',
      'company_name',
      'industry',
      'first_name',
      'last_name',
      'job_title',
      'contact_email',
      'contact_mobile_phone',
      'enrichment_status',
      'enrichment_source',
      'name_match_status',
      'still_in_company_status',
      'linkedin_followers',
      'score',
      'only_here',
    ]);
    t.same(await columns(vendorsJob), [
      'imported_company_name',
      'imported_first_name',
      'imported_last_name',
      'first_name',
      'last_name',
      'job_title',
      'contact_email',
      'contact_mobile_phone',
      'enrichment_status',
      'enrichment_source',
      'name_match_status',
      'still_in_company_status',
    ]);
  },
);

t.test('R14: imported_* fields have their stored order in JSON', async (t) => {
  const [first] = await records(vendorsJob);
  t.same(Object.keys(first ?? {}).slice(0, 3), ['imported_first_name', 'imported_last_name', 'imported_company_name']);
});

t.test('R15: a CSV has a canonical column only if a record of the job has the field', async (t) => {
  const account = [
    'company_name',
    'company_website',
    'company_linkedin_url',
    'company_phone',
    'industry',
    'employee_range',
    'revenue_range',
    'naics_code',
    'sic_code',
    'company_address',
    'company_city',
    'company_state',
    'company_postal_code',
    'company_country',
  ];
  const contact = [
    'first_name',
    'last_name',
    'job_title',
    'job_level',
    'contact_email',
    'contact_direct_phone',
    'contact_mobile_phone',
    'contact_linkedin_url',
    'contact_office_city',
    'contact_office_state',
    'contact_office_country',
  ];
  const rest = ['enrichment_status', 'enrichment_source'];
  t.same((await columns(idEndingIn('07'))).slice(2), [...account, ...rest]);
  t.same((await columns(idEndingIn('08'))).slice(3), [...contact, ...rest]);
});

t.test('R16: a CSV has a content type and a file name', async (t) => {
  const { headers } = await get(vendorsJob, '?report_type=csv');
  t.equal(headers['content-type'], 'text/csv; charset=utf-8');
  t.equal(headers['content-disposition'], `attachment; filename="enrichment_results_${vendorsJob}.csv"`);
});

t.test(
  'R16: CSV is RFC 4180 with a header row, CRLF after each row, quotes only if needed, and no byte order mark',
  async (t) => {
    const { text } = await get(idEndingIn('09'), '?report_type=csv');
    t.match(text, /^imported_Zeta,imported__x,/);
    t.match(text, /[^\n]\r\n$/);
    const unquoted = text.replaceAll(/"(?:[^"]|"")*"/g, (quoted) => {
      t.match(quoted.slice(1, -1), /[",\r\n]/, 'every quoted value needs its quotes');
      return 'Q';
    });
    t.notMatch(unquoted, /"/);
    t.notMatch(unquoted.replaceAll('\r\n', ''), /[\r\n]/, 'all line ends outside of quotes are CRLF');
    t.equal(unquoted.split('\r\n').length, awkward.length + 2);
  },
);

t.test('R16: true and false are written as True and False, and a nested value as JSON', async (t) => {
  const record = {
    imported_a: true,
    imported_b: false,
    imported_c: { ok: true },
    imported_d: [false],
    imported_e: 'true',
  };
  const { csv, json } = await startTestServer(t, fixtures({ jobs: [job([record])] }));
  t.match(rows(await csv())[1]?.slice(0, 5), ['True', 'False', '{"ok":true}', '[false]', 'true']);
  t.match(JSON.parse(await json()).data, [record], 'JSON has the values themselves');
});

t.test('R16: a CSV parser reads the same values as JSON has', async (t) => {
  const [header = [], ...body] = rows((await get(idEndingIn('09'), '?report_type=csv')).text);
  const json = await records(idEndingIn('09'));
  t.equal(body.length, json.length);
  for (const [index, record] of json.entries()) {
    for (const [column, name] of header.entries()) {
      if (name === 'enrichment_status') continue;
      t.equal(body[index]?.[column], csvValue(record[name]), `${index} ${name}`);
    }
  }
  const formulas = json[7] as Record<string, string>;
  t.match(formulas, { imported_first_name: '=1+1', imported_last_name: '-2', contact_mobile_phone: '+1 415 555 0142' });
});

t.test('R17: a paused job returns its finished rows in both formats', async (t) => {
  const page = (await get(idEndingIn('03'), '?page_size=200')).json();
  t.equal(page.total_records, 40);
  t.equal(page.data.length, 40);
  t.equal(rows((await get(idEndingIn('03'), '?report_type=csv')).text).length, 41);
});

t.test('R18: no answer contains the audit trail', async (t) => {
  t.ok(JSON.stringify(awkward).includes('Iris Internal'), 'the fixture has an audit trail');
  for (const query of ['?page_size=200', '?report_type=csv']) {
    for (const job of [vendorsJob, idEndingIn('09')]) {
      t.notMatch((await get(job, query)).text, /audit|DataCore lookup|Iris Internal/);
    }
  }
});
