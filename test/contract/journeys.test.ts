import Papa from 'papaparse';
import t from 'tap';
import { serve } from '../support/command.ts';
import { bearer, sendRequest, token } from '../support/http.ts';

const id = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa';
const uuid = 'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb';
const timeline = [
  { status: 'in-progress', after_polls: 1 },
  { status: 'completed', after_polls: 11 },
];

t.test("both journeys work with the vendor's API only", async (t) => {
  const folder = t.testdir({
    'accounts.json': JSON.stringify({ accounts: [{ name: 'me', credits: 50, tokens: ['mine'] }] }),
    'jobs.json': JSON.stringify({ jobs: [{ job_id: id, account: 'me', status: 'queued', generate: 40, timeline }] }),
    'people.json': JSON.stringify({ people: [{ uuid, company_name: 'Acme', contact_email: 'ada@my.example' }] }),
  });
  const { url } = await serve(t, ['--fixtures', folder, '--people', '5', '--no-admin']);
  const post = (path: string, headers: Record<string, string>, body: object) =>
    sendRequest(url + path, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  const find = async () =>
    (await sendRequest(`${url}/external/search/?company_name=acme`, { headers: token('mine') })).json().results[0];
  const unlock = async () =>
    (await post('/external/unlock/', token('mine'), { uuids: [(await find()).uuid], unlock_type: 'email' })).json();
  t.equal((await find()).contact_email, null);
  t.match(await unlock(), { unlocked: 1, credits_charged: 1, wallet_balance: 49 });
  t.equal((await find()).contact_email, 'ada@my.example');
  t.match(await unlock(), { unlocked: 0, credits_charged: 0, wallet_balance: 49 });

  const status = async () =>
    (await sendRequest(`${url}/enrichment/status/${id}/`, { headers: bearer('mine') })).json().status;
  const results = (query = '') => sendRequest(`${url}/enrichment/result/${id}/${query}`, { headers: bearer('mine') });
  const control = (action: string) => post('/enrichment-control/', bearer('mine'), { csv_file_id: id, action });
  /** The number of records in JSON and in CSV, or the error of both. */
  const countRecords = async (): Promise<number | string> => {
    const [json, csv] = [await results('?page_size=200'), await results('?report_type=csv')];
    t.equal(json.status, csv.status);
    if (json.status !== 200) return json.text;
    const rows = Papa.parse(csv.text, { header: true, skipEmptyLines: true }).data.length;
    t.equal(json.json().total_records, rows);
    t.equal(json.json().data.length, rows);
    return rows;
  };
  const notReady = '{"error":"Results not ready."}';
  t.equal(await status(), 'queued');
  t.equal(await status(), 'in-progress');
  t.equal(await countRecords(), notReady);
  t.equal((await control('pause')).json().status, 'paused');
  t.equal(await status(), 'paused');
  t.equal(await countRecords(), 8, 'after two of ten polls, two tenths of the records are finished');
  t.equal((await control('pause')).status, 400);
  t.equal((await control('resume')).json().status, 'in-progress');
  t.equal(await countRecords(), notReady);
  let polls = 0;
  for (; (await status()) !== 'completed'; polls += 1) t.ok(polls < 10, 'the job completes');
  t.equal(await countRecords(), 40);
  t.equal((await unlock()).wallet_balance, 49 - 32, 'resuming costs one credit for each remaining record');
});
