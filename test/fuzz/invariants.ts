import { createHash } from 'node:crypto';
import { bearer, sendRequest, token } from '../support/http.ts';
import type { Answer } from './answers.ts';
import type { Endpoint } from './endpoints.ts';
import { injected } from './requests.ts';

/** What no answer may show of the machine or the program (E5). None of it is ever sent. */
const inside = /\bat \S+ \(|node:internal|node_modules|\.[tj]s:\d|SQLITE_|\bSELECT\b.*\bFROM\b|file:\/\/|\/tmp\//;

/** @throws Error where it is refused */
export const callAdmin = async (url: string, method: string, path: string, body?: unknown) => {
  const answer = await sendRequest(`${url}/__mock${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.text}`);
  return answer;
};

/** The default answers, byte for byte. */
export const defaultAnswers = async (url: string): Promise<string> => {
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
type Found = { contact_email: string | null; contact_direct_phone: string | null; contact_mobile_phone: string | null };

const found = async (url: string, as: string): Promise<(Found & { uuid: string })[]> =>
  (await sendRequest(`${url}/external/search/?limit=1000`, { headers: token(as) })).json().results ?? [];

/** All that calls could change: accounts, wallets, clocks, faults, unlocks and jobs, but for how often these were asked for (T5). */
export const stateOf = async (url: string): Promise<string> => {
  const { accounts } = (await callAdmin(url, 'GET', '/accounts')).json() as { accounts: Account[] };
  const state: unknown[] = [
    accounts,
    (await callAdmin(url, 'GET', '/faults')).text,
    (await callAdmin(url, 'GET', '/snapshots')).text,
  ];
  for (const account of accounts) {
    const at = `/accounts/${account.name}`;
    const { jobs } = (await callAdmin(url, 'GET', `${at}/jobs`)).json() as { jobs: Job[] };
    state.push(jobs.map((job) => ({ ...job, polls: 0 })));
    for (const part of ['credits', 'faults']) state.push((await callAdmin(url, 'GET', `${at}/${part}`)).text);
    // The trial account's calls are counted.
    if (account.token !== null && account.name !== 'trial') state.push(await found(url, account.token));
  }
  return createHash('sha256').update(JSON.stringify(state)).digest('hex');
};

const personal = (each: Found): string[] =>
  [each.contact_email, each.contact_direct_phone, each.contact_mobile_phone].filter((value) => value !== null);

/** Whom Search finds, and every email and phone of theirs that no default account has unlocked. */
export type People = { uuids: readonly string[]; masked: ReadonlySet<string> };

export const peopleOf = async (url: string): Promise<People> => {
  const open = new Set<string>();
  for (const as of ['demo-token', 'other-token', 'empty-token']) {
    for (const each of await found(url, as)) for (const value of personal(each)) open.add(value);
  }
  const { name, token: all } = (await callAdmin(url, 'POST', '/accounts', { name: 'sees-all' })).json();
  const people = await found(url, all);
  for (const { uuid } of people)
    await callAdmin(url, 'PUT', `/accounts/${name}/unlocks/${uuid}`, { email: true, phone: true });
  const values = (await found(url, all)).flatMap(personal).filter((value) => !open.has(value));
  await callAdmin(url, 'POST', '/reset');
  return { uuids: people.map(({ uuid }) => uuid), masked: new Set(values) };
};

/** R12, by its own words: what is held against the server is not the server's. */
const isInternal = (name: string): boolean => /^(?:uuid$|email_validation_status$|_)/.test(name);
// Bounded, or a URL of thousands of letters in the journal would be read anew from each of them.
const looksPersonal = /[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+|\+\d[\d ()-]{6,}\d/g;

const internalIn = (text: string): string | undefined => {
  const names = text.startsWith('{')
    ? ((JSON.parse(text) as { data?: object[] }).data ?? []).flatMap(Object.keys)
    : text.slice(0, text.indexOf('\r\n')).split(',');
  return names.find(isInternal);
};

/** What is wrong with an answer; undefined where nothing is. */
export const breachOf = (endpoint: Endpoint, answer: Answer, masked: ReadonlySet<string>): string | undefined => {
  const { status, headers, body } = answer;
  const text = body.toString();
  if (status >= 500) return `${status}: ${text.slice(0, 200)}`;
  if (headers.get('x-content-type-options') !== 'nosniff') return 'a type that a browser may guess';
  if (headers.has(injected)) return 'a header that a value became';
  const leak = inside.exec(text)?.[0];
  if (leak !== undefined) return `it shows ${JSON.stringify(leak)}: ${text.slice(0, 300)}`;
  const isJson = headers.get('content-type')?.startsWith('application/json');
  if (isJson && text !== '') JSON.parse(text);
  const isResults = endpoint.path.includes('/enrichment/result/');
  // What records hold is not masked, and numbers of the fictional range are anybody's.
  const isOpen = endpoint.path.endsWith('/disclosures');
  if (isResults && status === 200) {
    const internal = internalIn(text);
    if (internal !== undefined) return `the internal field ${internal}`;
  } else if (!isOpen) {
    const shown = text.match(looksPersonal)?.find((value) => masked.has(value));
    if (shown !== undefined) return `the masked value ${shown}`;
  }
  return undefined;
};
