import { createHash } from 'node:crypto';
import { bearer, sendRequest, token } from '../support/http.ts';
import type { Endpoint } from './endpoints.ts';
import { injected } from './generate-requests.ts';
import type { Answer } from './parse-answer.ts';

/** Texts about the machine or the program, which no answer may contain (E5). No request contains them. */
const internals = /\bat \S+ \(|node:internal|node_modules|\.[tj]s:\d|SQLITE_|\bSELECT\b.*\bFROM\b|file:\/\/|\/tmp\//;

/** @throws if the admin API refuses the request */
export const callAdmin = async (url: string, method: string, path: string, body?: unknown) => {
  const answer = await sendRequest(`${url}/__mock${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.text}`);
  return answer;
};

/** Reads answers about the default data, to compare them byte by byte. */
export const readDefaultAnswers = async (url: string): Promise<string> => {
  const results = `${url}/enrichment/result`;
  const answers = [
    await sendRequest(`${url}/external/search/?limit=100`, { headers: token('demo-token') }),
    await sendRequest(`${results}/9f3e7a2b-7c1d-4f12-8c9a-1b2c3d4e5f60/?page_size=200`, {
      headers: bearer('demo-token'),
    }),
    await sendRequest(`${results}/00000000-0000-4000-8000-000000000009/?report_type=csv`, {
      headers: bearer('demo-token'),
    }),
    await sendRequest(`${results}/00000000-0000-4000-8000-000000000006/`, { headers: bearer('other-token') }),
    await sendRequest(`${url}/enrichment/status/00000000-0000-4000-8000-000000000003/`, {
      headers: bearer('demo-token'),
    }),
  ];
  return answers.map(({ status, text }) => `${status} ${text}`).join('\n');
};

type Account = { name: string; token: string | null };
type Job = { polls: number };
type FoundPerson = {
  contact_email: string | null;
  contact_direct_phone: string | null;
  contact_mobile_phone: string | null;
};

const searchAll = async (url: string, as: string): Promise<(FoundPerson & { uuid: string })[]> =>
  (await sendRequest(`${url}/external/search/?limit=1000`, { headers: token(as) })).json().results ?? [];

/** Hashes everything that requests could change: accounts, credits, clocks, faults, unlocks, and jobs without their polls (T5). */
export const hashState = async (url: string): Promise<string> => {
  const { accounts } = (await callAdmin(url, 'GET', '/accounts')).json() as { accounts: Account[] };
  const state: unknown[] = [
    accounts,
    (await callAdmin(url, 'GET', '/faults')).text,
    (await callAdmin(url, 'GET', '/snapshots')).text,
  ];
  for (const account of accounts) {
    const path = `/accounts/${account.name}`;
    const { jobs } = (await callAdmin(url, 'GET', `${path}/jobs`)).json() as { jobs: Job[] };
    state.push(jobs.map((job) => ({ ...job, polls: 0 })));
    for (const part of ['credits', 'faults']) state.push((await callAdmin(url, 'GET', `${path}/${part}`)).text);
    // A search would count against the quota of the trial account.
    if (account.token !== null && account.name !== 'trial') state.push(await searchAll(url, account.token));
  }
  return createHash('sha256').update(JSON.stringify(state)).digest('hex');
};

const getPersonalValues = (person: FoundPerson): string[] =>
  [person.contact_email, person.contact_direct_phone, person.contact_mobile_phone].filter((value) => value !== null);

/** The people that Search finds, and their emails and phones that no default account has unlocked. */
export type People = { uuids: readonly string[]; masked: ReadonlySet<string> };

export const readPeople = async (url: string): Promise<People> => {
  const unlocked = new Set<string>();
  for (const as of ['demo-token', 'other-token', 'empty-token']) {
    for (const each of await searchAll(url, as)) for (const value of getPersonalValues(each)) unlocked.add(value);
  }
  const { name, token: all } = (await callAdmin(url, 'POST', '/accounts', { name: 'sees-all' })).json();
  const people = await searchAll(url, all);
  for (const { uuid } of people)
    await callAdmin(url, 'PUT', `/accounts/${name}/unlocks/${uuid}`, { email: true, phone: true });
  const values = (await searchAll(url, all)).flatMap(getPersonalValues).filter((value) => !unlocked.has(value));
  await callAdmin(url, 'POST', '/reset');
  return { uuids: people.map(({ uuid }) => uuid), masked: new Set(values) };
};

/** R12, written again here: a check of the server must not use the code of the server. */
const isInternal = (name: string): boolean => /^(?:uuid$|email_validation_status$|_)/.test(name);
// The length is limited: without a limit, a long URL in the journal would be matched again from each of its letters.
const looksPersonal = /[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+|\+\d[\d ()-]{6,}\d/g;

const findInternalField = (text: string): string | undefined => {
  const names = text.startsWith('{')
    ? ((JSON.parse(text) as { data?: object[] }).data ?? []).flatMap(Object.keys)
    : text.slice(0, text.indexOf('\r\n')).split(',');
  return names.find(isInternal);
};

/** Returns which rule an answer breaks, or undefined. */
export const findBreach = (endpoint: Endpoint, answer: Answer, masked: ReadonlySet<string>): string | undefined => {
  const { status, headers, body } = answer;
  const text = body.toString();
  if (status >= 500) return `${status}: ${text.slice(0, 200)}`;
  if (headers.get('x-content-type-options') !== 'nosniff') return 'no header X-Content-Type-Options: nosniff';
  if (headers.has(injected)) return 'a header that a value injected';
  const leak = internals.exec(text)?.[0];
  if (leak !== undefined) return `it contains ${JSON.stringify(leak)}: ${text.slice(0, 300)}`;
  const isJson = headers.get('content-type')?.startsWith('application/json');
  if (isJson && text !== '') JSON.parse(text);
  const isResults = endpoint.path.includes('/enrichment/result/');
  // Records are not masked, and disclosures list the unmasked values on purpose.
  const isUnmasked = endpoint.path.endsWith('/disclosures');
  if (isResults && status === 200) {
    const internal = findInternalField(text);
    if (internal !== undefined) return `the internal field ${internal}`;
  } else if (!isUnmasked) {
    const shown = text.match(looksPersonal)?.find((value) => masked.has(value));
    if (shown !== undefined) return `the masked value ${shown}`;
  }
  return undefined;
};
