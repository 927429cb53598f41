import Papa from 'papaparse';
import t from 'tap';
import { startAdminMock } from '../support/admin-api.ts';
import { bearer, sendRequest } from '../support/http.ts';

const mock = await startAdminMock(t, { people: 100 });
const mine = await mock.account();

type Row = Record<string, string>;

const get = (job: string, query: string) =>
  sendRequest(`${mock.url}/enrichment/result/${job}/?${query}`, { headers: bearer(mine.token) });
const json = async (job: string): Promise<Record<string, unknown>[]> => (await get(job, 'page_size=200')).json().data;
/** Fetches the rows of the CSV. JSON does not have enrichment_status. */
const rows = async (job: string): Promise<Row[]> =>
  Papa.parse<Row>((await get(job, 'report_type=csv')).text, { header: true, skipEmptyLines: true }).data;

/** Creates a job of 200 generated records. */
const createGenerated = async (job: Record<string, unknown>): Promise<string> =>
  (await mine.createJob({ generate: 200, ...job })).job_id;

const requested = ['first_name', 'last_name', 'contact_email', 'contact_mobile_phone', 'job_title'];
const standard = await createGenerated({ fields_to_enrich: requested });
const contacts = await rows(standard);
const isEmpty = (row: Row): boolean => requested.every((name) => row[name] === '');

t.test('R19: imported_* fields are the input of the caller, whatever enrichment found', async (t) => {
  const input = { imported_first_name: 'ADA', imported_Email: null, imported_id: 7, imported_tags: ['a'] };
  const { job_id } = await mine.createJob({
    fields_to_enrich: ['first_name', 'contact_email'],
    records: [{ ...input, first_name: 'Ada', contact_email: 'ada@my.example', enrichment_source: 'datacore' }],
  });
  t.match(await json(job_id), [{ ...input, first_name: 'Ada' }]);
  t.match(await rows(job_id), [
    { imported_first_name: 'ADA', imported_Email: '', imported_id: '7', imported_tags: '["a"]' },
  ]);
  const inputs = (all: Record<string, unknown>[]) =>
    all.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => name.startsWith('imported_'))));
  const inputsWithoutResult = inputs(contacts.filter(isEmpty));
  t.ok(
    inputsWithoutResult.length > 0 && inputsWithoutResult.every((row) => Object.keys(row).length > 0),
    'rows without a result keep their input',
  );
});

t.test(
  'R20: enrichment_source is datacore, bigquery, netnut or zerobounce, and empty if nothing matched',
  async (t) => {
    const sources = new Set(contacts.map(({ enrichment_source }) => enrichment_source));
    t.ok(sources.delete('') && sources.size > 0);
    for (const source of sources) t.match(source, /^(datacore|bigquery|netnut|zerobounce)$/);
    for (const row of contacts) if (row.enrichment_source === '') t.ok(isEmpty(row), JSON.stringify(row));
  },
);

t.test(
  'R21: a row with an invalid email counts as a row without an email, and no answer shows the validation',
  async (t) => {
    const quick = await rows(
      await createGenerated({ tier: 'quick', fields_to_enrich: ['contact_email', 'job_title'] }),
    );
    const statuses = new Set<string | undefined>();
    for (const { contact_email, job_title, enrichment_status } of quick) {
      const found = [contact_email, job_title].filter((value) => value !== '').length;
      t.equal(enrichment_status, ['not_enriched', 'partially_enriched', 'enriched'][found]);
      statuses.add(enrichment_status);
    }
    t.equal(statuses.size, 3);
    const phones = await createGenerated({ tier: 'quick', fields_to_enrich: ['contact_mobile_phone'] });
    for (const row of [...quick, ...(await rows(phones))]) t.notOk('email_validation_status' in row);
    for (const row of await json(phones)) t.notOk('contact_email' in row, 'a field that was not requested is missing');
  },
);

t.test('R22: a row whose names do not match is not_enriched', async (t) => {
  const mismatched = contacts.filter(({ name_match_status }) => name_match_status === 'mismatched');
  t.ok(mismatched.length > 0);
  for (const row of mismatched) t.equal(row.enrichment_status, 'not_enriched');
  const values = new Set(contacts.map(({ name_match_status }) => name_match_status));
  t.same([...values].sort(), ['matched', 'mismatched', 'skipped']);
});

t.test('R23: a row of a contact who left the company is not_enriched', async (t) => {
  const formerContacts = contacts.filter(({ still_in_company_status }) => still_in_company_status === 'left');
  t.ok(formerContacts.length > 0);
  for (const row of formerContacts) t.equal(row.enrichment_status, 'not_enriched');
  const values = new Set(contacts.map(({ still_in_company_status }) => still_in_company_status));
  t.same([...values].sort(), ['current', 'left', 'skipped']);
});

t.test(
  'R24: a check with nothing to compare has the value skipped; jobs without checks have no such column',
  async (t) => {
    const withoutResult = contacts.filter(isEmpty);
    t.ok(withoutResult.length > 0);
    for (const row of withoutResult) t.match(row, { name_match_status: 'skipped', still_in_company_status: 'skipped' });
    for (const job of [{ tier: 'quick' }, { category: 'account' }]) {
      const [row = {}] = await rows(await createGenerated({ generate: 1, ...job }));
      t.ok('enrichment_source' in row);
      t.notOk('name_match_status' in row || 'still_in_company_status' in row, JSON.stringify(job));
    }
  },
);
