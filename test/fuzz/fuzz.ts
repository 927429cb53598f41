import { bearer, sendRequest } from '../support/http.ts';
import { type Endpoint, listEndpoints } from './endpoints.ts';
import { createRequestGenerator, type FuzzRequest } from './generate-requests.ts';
import { callAdmin, findBreach, hashState, type People, readDefaultAnswers, readPeople } from './invariants.ts';
import { sendRequests } from './send-requests.ts';

/** The result for one endpoint. */
export type Report = {
  endpoint: string;
  requests: number;
  /** The number of answers by status. */
  statuses: Record<string, number>;
  /** Milliseconds of the slowest answer. */
  worst: number;
  /** The rules that answers broke; only the first few. */
  breaches: string[];
};

export type Options = {
  /** The number of requests to each endpoint. */
  requests: number;
  seed: number;
  /** How many of 100 requests are not valid HTTP. */
  invalidPercent: number;
  /** Tests only the endpoints whose names match. */
  only?: RegExp;
};

/** After this number of requests to the admin API, the server is reset, because they create objects. */
const roundSize = 1000;
const maxBreaches = 5;

const writingEndpoints = ['POST /external/unlock/', 'POST /enrichment-control/'];
const countedAccount = { name: 'counted', token: 'counted-token', credits: 1_000_000_000, from: 'demo' };

/** The answer to a request that changes something. */
type WriteAnswer = { credits_charged?: number; csv_file_id?: string; status?: string };
type Entry = { amount: number; reason: string };

/** Compares the credits and jobs of an account with the answers that it got. Returns the first difference. */
const compareWithAnswers = async (url: string, answers: readonly WriteAnswer[]): Promise<string | undefined> => {
  const { balance, entries } = (await callAdmin(url, 'GET', '/accounts/counted/credits')).json() as {
    balance: number;
    entries: Entry[];
  };
  const sum = entries.reduce((total, { amount }) => total + amount, 0);
  if (sum !== balance) return `the balance is ${balance}, but its entries add up to ${sum}`;
  const unlocked = entries.filter(({ reason }) => reason.startsWith('unlock'));
  const spent = -unlocked.reduce((total, { amount }) => total + amount, 0);
  const charged = answers.reduce((total, { credits_charged = 0 }) => total + credits_charged, 0);
  if (spent !== charged) return `answers charged ${charged} credits, but the entries are ${spent}`;
  const last = new Map(answers.map(({ csv_file_id, status }) => [csv_file_id, status]));
  for (const [id, status] of last) {
    if (id === undefined) continue;
    const { text } = await sendRequest(`${url}/enrichment/status/${id}/`, { headers: bearer(countedAccount.token) });
    if (JSON.parse(text).status !== status) return `the answer said that job ${id} is ${status}, but it is ${text}`;
  }
  return undefined;
};

/** Creates the objects that requests to the admin API are about. */
const createObjects = async (url: string, { uuids }: People): Promise<void> => {
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
  const writes = writingEndpoints.includes(endpoint.name);
  const addBreach = (text: string, request?: FuzzRequest): void => {
    const suffix = request ? ` to ${JSON.stringify(request.bytes.toString('latin1', 0, 600))}` : '';
    if (report.breaches.length < maxBreaches) report.breaches.push(text + suffix);
  };
  const answers: WriteAnswer[] = [];
  const reads = !endpoint.isAdmin && !writes;
  const before = reads && (await hashState(url));
  if (writes) {
    await callAdmin(url, 'POST', '/accounts', countedAccount);
    await callAdmin(url, 'PUT', '/accounts/counted/clock', { frozen: true });
  }
  // The account unlocks people, so its answers contain their values.
  const masked: ReadonlySet<string> = writes ? new Set() : people.masked;
  const generate = createRequestGenerator(
    endpoint,
    options.seed,
    options.invalidPercent,
    people.uuids,
    writes ? countedAccount.token : undefined,
  );
  for (let count = 0; count < options.requests && report.breaches.length < maxBreaches; count += roundSize) {
    const requests = Array.from({ length: Math.min(roundSize, options.requests - count) }, generate);
    report.requests += requests.length;
    if (endpoint.isAdmin) await createObjects(url, people);
    try {
      await sendRequests(url, requests, (request, answer, ms) => {
        report.statuses[answer.status] = (report.statuses[answer.status] ?? 0) + 1;
        report.worst = Math.max(report.worst, ms);
        const wrong = findBreach(endpoint, answer, masked);
        if (wrong !== undefined) addBreach(wrong, request);
        if (writes && answer.status === 200 && request.bytes.includes(countedAccount.token) && answer.body.length > 0)
          answers.push(JSON.parse(answer.body.toString()));
      });
    } catch (error) {
      addBreach(String(error));
    }
  }
  const wrong = writes ? await compareWithAnswers(url, answers) : undefined;
  if (wrong !== undefined) addBreach(wrong);
  if (reads && (await hashState(url)) !== before) addBreach('the state has changed');
  return report;
};

/**
 * Sends generated requests to every endpoint of a server with the default data, and checks each answer by rules that
 * no answer may break. After each endpoint, the server is reset and must answer as at the start.
 * @param url the URL of a server that only this function uses
 */
export async function* fuzz(url: string, options: Options): AsyncGenerator<Report> {
  const people = await readPeople(url);
  const first = await readDefaultAnswers(url);
  for (const endpoint of await listEndpoints(url)) {
    if (options.only && !options.only.test(endpoint.name)) continue;
    const report = await fuzzOne(url, endpoint, options, people);
    await callAdmin(url, 'POST', '/reset');
    if ((await readDefaultAnswers(url)) !== first) report.breaches.push('after a reset, the default answers differ');
    yield report;
  }
}
