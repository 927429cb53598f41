import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { endpointSchemas } from '../../api/endpoint-schemas.ts';
import { type Endpoint, endpoints, getScheme, type Scheme } from '../../api/endpoints.ts';
import type { Exchange } from '../../api/exchange.ts';
import { acceptsJson } from '../../api/plugins/accept.ts';
import { parseToken } from '../../api/plugins/authentication.ts';
import { findEffectiveText } from '../../api/schemas/parse-parameters.ts';
import type { Store } from '../../db/open-store.ts';
import { foldCase } from '../../domain/case-folding.ts';
import { isPathJobId } from '../../domain/job-id.ts';
import { employeeRanges, jobLevels, revenueRanges } from '../../domain/vocabulary.ts';
import { isObject } from '../../lib/is-object.ts';
import { quoteText } from '../quote-client-text.ts';
import type { AccountHistory, Moment } from './account-history.ts';
import { createFinding, type Finding } from './finding.ts';
import { createUnknownNameLinter, lintParameters } from './parameter-findings.ts';
import { lintWait } from './wait-findings.ts';

/** The filters with standard values, and these values. */
const vocabularies = {
  job_level: jobLevels.map(({ name }) => name),
  employee_range: employeeRanges,
  revenue_range: revenueRanges,
} as const;
const closedFilters = Object.keys(vocabularies) as (keyof typeof vocabularies)[];
const foldedVocabularies = Object.fromEntries(
  closedFilters.map((name) => [name, new Set(vocabularies[name].map(foldCase))]),
);

/** Finds values of filters with standard values that are not standard and that no person of the account has (S2). */
const lintVocabulary = ({ people }: Store, { account, parameters }: Exchange): Finding[] => {
  if (!account) return [];
  const findings: Finding[] = [];
  for (const name of closedFilters) {
    const value = findEffectiveText(parameters, name);
    if (value === undefined || foldedVocabularies[name]?.has(foldCase(value))) continue;
    if (people.countMatching(account, { [name]: value }) > 0) continue;
    const message = `${name} ${quoteText(value)} is not a standard value, and no person has it: send one of ${vocabularies[name].join(', ')}`;
    findings.push(createFinding('outside-vocabulary', message));
  }
  return findings;
};

const otherScheme = { Bearer: 'Token', Token: 'Bearer' } as const satisfies Record<Scheme, Scheme>;

/** E7: a valid token with the scheme word of other endpoints. */
const lintScheme = ({ accounts }: Store, endpoint: Endpoint, authorization: string | undefined): Finding[] => {
  const word = otherScheme[getScheme(endpoint)];
  const token = parseToken(authorization, word);
  if (token === undefined || !accounts.findByToken(token)) return [];
  const endpointsOfWord = endpoints.filter((other) => getScheme(other) === word).join(', ');
  const message = `${word} is the scheme word of ${endpointsOfWord}: send "Authorization: ${getScheme(endpoint)} <token>" to ${endpoint}`;
  return [createFinding('wrong-scheme', message)];
};

/** E14: an Accept header that the vendor refuses. */
const lintAccept = ({ accept }: IncomingHttpHeaders): Finding[] => {
  if (accept === undefined || acceptsJson(accept)) return [];
  const message = `Accept ${quoteText(accept)} does not accept JSON, so the vendor most likely answers 406, even for a CSV: send "application/json" or "*/*"`;
  return [createFinding('not-acceptable', message)];
};

/** E15: a job id in a form that a path does not accept. */
const lintJobId = (params: unknown): Finding[] => {
  const { job_id } = params as { job_id?: string };
  if (job_id === undefined || isPathJobId(job_id)) return [];
  const message = `no job has the id ${quoteText(job_id)}: send a UUID in lower case with dashes`;
  return [createFinding('malformed-job-id', message)];
};

type Context = {
  store: Store;
  /** The account's earlier calls, if the caller has an account. */
  history: AccountHistory | undefined;
  /** When the call came. */
  moment: Moment;
};

/** Finds the mistakes of a call that are visible before the answer. */
export const lintRequest = (
  { store, history, moment }: Context,
  request: FastifyRequest,
  endpoint: Endpoint,
): Finding[] => {
  const { exchange, headers } = request;
  const findings: Finding[] = [];
  if (!exchange.account) findings.push(...lintScheme(store, endpoint, headers.authorization));
  findings.push(...lintAccept(headers), ...lintJobId(request.params));
  // The parameters of an undocumented method do not matter: the call is refused anyway.
  if (exchange.parameters.length > 0 && exchange.allowedMethods === undefined) {
    findings.push(...lintParameters(endpoint, endpointSchemas[endpoint].query, exchange.parameters));
    if (endpoint === 'search') findings.push(...lintVocabulary(store, exchange));
  }
  if (history && history.waits.size > 0) {
    findings.push(...lintWait(history, endpoint, request.originalUrl, moment));
  }
  return findings;
};

/** Fields of a JSON body that the endpoint does not know (E8). */
export const lintBody = (endpoint: Endpoint, body: unknown): Finding[] => {
  if (!isObject(body)) return [];
  const known = endpointSchemas[endpoint].body;
  return Object.keys(body)
    .filter((name) => !Object.hasOwn(known, name))
    .map(createUnknownNameLinter('field', endpoint, known));
};

/** E2: a path without the trailing slash. After the redirect, a client sends a POST as a GET. */
export const lintRedirect = (pathWithSlash: string, method: string): Finding => {
  const effect = method === 'POST' ? ', and most clients then repeat the POST as a GET without the body' : '';
  const message = `a path without the trailing slash is redirected${effect}: use ${quoteText(pathWithSlash)}`;
  return createFinding('missing-slash', message);
};
