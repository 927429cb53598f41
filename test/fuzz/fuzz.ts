import { bearer, sendRequest } from '../support/http.ts';
import { type Endpoint, endpointsOf } from './endpoints.ts';
import { breachOf, callAdmin, defaultAnswers, type People, peopleOf, stateOf } from './invariants.ts';
import { requestMaker, type Sent } from './requests.ts';
import { talk } from './talk.ts';

/** What one endpoint answered. */
export type Report = {
  endpoint: string;
  requests: number;
  /** How often each status was answered. */
  statuses: Record<string, number>;
  /** Milliseconds of the slowest answer. */
  worst: number;
  /** What no answer may be, and was; the first few. */
  breaches: string[];
};

export type Options = {
  /** Requests on each endpoint. */
  requests: number;
  seed: number;
  /** How many of 100 are no HTTP. */
  alone: number;
  /** Which endpoints, by their names. */
  only?: RegExp;
};

/** After so many, steering is put back: what it makes is kept until then. */
const round = 1000;
const mostBreaches = 5;

const writing = ['POST /external/unlock/', 'POST /enrichment-control/'];
const purse = { name: 'purse', token: 'purse-token', credits: 1_000_000_000, from: 'demo' };

/** What a writing call was told is done. */
type Done = { credits_charged?: number; csv_file_id?: string; status?: string };
type Entry = { amount: number; reason: string };

/** Holds an account's wallet and jobs against what its calls were told. */
const books = async (url: string, told: readonly Done[]): Promise<string | undefined> => {
  const { balance, entries } = (await callAdmin(url, 'GET', '/accounts/purse/credits')).json() as {
    balance: number;
    entries: Entry[];
  };
  const sum = entries.reduce((total, { amount }) => total + amount, 0);
  if (sum !== balance) return `a balance of ${balance}, and entries of ${sum}`;
  const unlocked = entries.filter(({ reason }) => reason.startsWith('unlock'));
  const spent = -unlocked.reduce((total, { amount }) => total + amount, 0);
  const charged = told.reduce((total, { credits_charged = 0 }) => total + credits_charged, 0);
  if (spent !== charged) return `${charged} credits charged as told, ${spent} as written down`;
  const last = new Map(told.map(({ csv_file_id, status }) => [csv_file_id, status]));
  for (const [id, status] of last) {
    if (id === undefined) continue;
    const { text } = await sendRequest(`${url}/enrichment/status/${id}/`, { headers: bearer(purse.token) });
    if (JSON.parse(text).status !== status) return `job ${id} is told to be ${status}, and is ${text}`;
  }
  return undefined;
};

/** Makes what requests of steering are about. */
const furnish = async (url: string, { uuids }: People): Promise<void> => {
  await callAdmin(url, 'POST', '/reset');
  await callAdmin(url, 'POST', '/accounts', { name: 'mine', from: 'demo' });
  await callAdmin(url, 'PUT', '/snapshots/before');
  for (const account of ['demo', 'mine']) {
    await callAdmin(url, 'POST', `/accounts/${account}/faults`, { status: 404 });
    await callAdmin(url, 'PUT', `/accounts/${account}/unlocks/${uuids[0]}`, { email: false });
  }
  await callAdmin(url, 'POST', '/faults', { status: 404 });
};

const fuzzOne = async (url: string, endpoint: Endpoint, options: Options, people: People): Promise<Report> => {
  const report: Report = { endpoint: endpoint.name, requests: 0, statuses: {}, worst: 0, breaches: [] };
  const writes = writing.includes(endpoint.name);
  const breach = (text: string, sent?: Sent): void => {
    const asked = sent ? ` to ${JSON.stringify(sent.bytes.toString('latin1', 0, 600))}` : '';
    if (report.breaches.length < mostBreaches) report.breaches.push(text + asked);
  };
  const told: Done[] = [];
  const reads = !endpoint.steering && !writes;
  const before = reads && (await stateOf(url));
  if (writes) {
    await callAdmin(url, 'POST', '/accounts', purse);
    await callAdmin(url, 'PUT', '/accounts/purse/clock', { frozen: true });
  }
  // Whatever the purse unlocks, it is to be shown.
  const masked: ReadonlySet<string> = writes ? new Set() : people.masked;
  const make = requestMaker(endpoint, options.seed, options.alone, people.uuids, writes ? purse.token : undefined);
  for (let made = 0; made < options.requests && report.breaches.length < mostBreaches; made += round) {
    const requests = Array.from({ length: Math.min(round, options.requests - made) }, make);
    report.requests += requests.length;
    if (endpoint.steering) await furnish(url, people);
    try {
      await talk(url, requests, (sent, answer, ms) => {
        report.statuses[answer.status] = (report.statuses[answer.status] ?? 0) + 1;
        report.worst = Math.max(report.worst, ms);
        const wrong = breachOf(endpoint, answer, masked);
        if (wrong !== undefined) breach(wrong, sent);
        if (writes && answer.status === 200 && sent.bytes.includes(purse.token) && answer.body.length > 0)
          told.push(JSON.parse(answer.body.toString()));
      });
    } catch (error) {
      breach(String(error));
    }
  }
  const wrong = writes ? await books(url, told) : undefined;
  if (wrong !== undefined) breach(wrong);
  if (reads && (await stateOf(url)) !== before) breach('the state is another');
  return report;
};

/**
 * Asks every endpoint of a server at the default data, and holds each answer against what none may be. In the end, and
 * after each endpoint of steering, the server must answer as at the start.
 * @param url of a server of its own: everything is changed and put back
 */
export async function* fuzz(url: string, options: Options): AsyncGenerator<Report> {
  const people = await peopleOf(url);
  const first = await defaultAnswers(url);
  for (const endpoint of await endpointsOf(url)) {
    if (options.only && !options.only.test(endpoint.name)) continue;
    const report = await fuzzOne(url, endpoint, options, people);
    await callAdmin(url, 'POST', '/reset');
    if ((await defaultAnswers(url)) !== first) report.breaches.push('after a reset, default answers are others');
    yield report;
  }
}
