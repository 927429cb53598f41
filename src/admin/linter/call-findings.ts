import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { type Endpoint, endpoints } from '../../api/endpoints.ts';
import { admitsJson } from '../../api/plugins/accept.ts';
import { type Scheme, schemeOf, tokenOf } from '../../api/plugins/authentication.ts';
import { type Sent, sentText } from '../../api/schemas/parameters.ts';
import type { Store } from '../../db/open-store.ts';
import type { Account } from '../../db/repositories/account-repository.ts';
import { foldCase } from '../../domain/case-folding.ts';
import { isPathJobId } from '../../domain/job-id.ts';
import { employeeRanges, jobLevels, revenueRanges } from '../../domain/vocabulary.ts';
import { isObject } from '../../lib/is-object.ts';
import { endpointSchemas } from '../coverage/endpoint-schemas.ts';
import type { Memory } from './account-history.ts';
import { quoted } from './client-text.ts';
import { type Finding, finding } from './finding.ts';
import { parameterFindings, unknownNames } from './parameter-findings.ts';
import { type Moment, waitFindings } from './wait-findings.ts';

const vocabularies = {
  job_level: jobLevels.map(({ name }) => name),
  employee_range: employeeRanges,
  revenue_range: revenueRanges,
} as const;
const closedFilters = Object.keys(vocabularies) as (keyof typeof vocabularies)[];
const folded = Object.fromEntries(closedFilters.map((name) => [name, new Set(vocabularies[name].map(foldCase))]));

/** Values of closed filters that neither the vocabulary has nor any person whom the account searches. */
const vocabularyFindings = (store: Store, account: Account, sent: Sent): Finding[] => {
  const findings: Finding[] = [];
  for (const name of closedFilters) {
    const value = sentText(sent, name);
    if (value === undefined || folded[name]?.has(foldCase(value))) continue;
    if (store.people.countOf(account, { [name]: value }) > 0) continue;
    const message = `${name} ${quoted(value)} is not in the vocabulary and finds nobody: it takes ${vocabularies[name].join(', ')}`;
    findings.push(finding('outside-vocabulary', message));
  }
  return findings;
};

const otherScheme = { Bearer: 'Token', Token: 'Bearer' } as const satisfies Record<Scheme, Scheme>;

/** E7: a token that would be valid with the scheme word that the endpoint takes. */
const schemeFindings = (store: Store, endpoint: Endpoint, authorization: string | undefined): Finding[] => {
  const word = otherScheme[schemeOf(endpoint)];
  const token = tokenOf(authorization, word);
  if (token === undefined || !store.accounts.byToken(token)) return [];
  const its = endpoints.filter((each) => schemeOf(each) === word).join(', ');
  const message = `${word} is the scheme word of ${its}: send "Authorization: ${schemeOf(endpoint)} <token>" to ${endpoint}`;
  return [finding('wrong-scheme', message)];
};

/** E14: an Accept header that the vendor refuses. */
const acceptFindings = ({ accept }: IncomingHttpHeaders): Finding[] => {
  if (accept === undefined || admitsJson(accept)) return [];
  const message = `Accept ${quoted(accept)} admits no JSON, which the vendor most likely answers with 406, for a CSV too: send "application/json" or "*/*"`;
  return [finding('not-acceptable', message)];
};

/** E15: a job id in a form that the path does not take. */
const jobIdFindings = (params: unknown): Finding[] => {
  const { job_id } = params as { job_id?: string };
  if (job_id === undefined || isPathJobId(job_id)) return [];
  const message = `job id ${quoted(job_id)} is not found: a path takes a UUID in lower case with dashes alone`;
  return [finding('malformed-job-id', message)];
};

/** What a call is looked at against. */
export type Looked = {
  store: Store;
  memory: Memory | undefined;
  /** When the call came. */
  moment: Moment;
  sent: Sent;
};

/** What can be said of a call before it is answered. */
export const callFindings = (
  { store, memory, moment, sent }: Looked,
  request: FastifyRequest,
  endpoint: Endpoint,
): Finding[] => {
  const account = request.account as Account | undefined;
  const findings: Finding[] = [];
  if (!account) findings.push(...schemeFindings(store, endpoint, request.headers.authorization));
  findings.push(...acceptFindings(request.headers), ...jobIdFindings(request.params));
  // What is no documented method of the endpoint is refused, whatever its parameters.
  if (sent.length > 0 && request.routeOptions.url !== '*') {
    findings.push(...parameterFindings(endpoint, endpointSchemas[endpoint].query, sent));
    if (account && endpoint === 'search') findings.push(...vocabularyFindings(store, account, sent));
  }
  if (memory && memory.waits.size > 0) findings.push(...waitFindings(memory, endpoint, request.originalUrl, moment));
  return findings;
};

/** Fields of a JSON body that the endpoint does not know. */
export const bodyFindings = (endpoint: Endpoint, body: unknown): Finding[] => {
  if (!isObject(body)) return [];
  const known = endpointSchemas[endpoint].body;
  return Object.keys(body)
    .filter((name) => !Object.hasOwn(known, name))
    .map(unknownNames('field', endpoint, known));
};

/** E2: a path that is redirected to the one with the slash, and what becomes of a POST. */
export const slashFinding = (slashed: string, method: string): Finding => {
  const what = method === 'POST' ? 'redirected, and a client that follows sends GET without the body' : 'redirected';
  return finding('missing-slash', `the path has no trailing slash and is ${what}: ask for ${quoted(slashed)}`);
};
