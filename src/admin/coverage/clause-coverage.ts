import type { FastifyRequest } from 'fastify';
import { type Exchange, isPastEnd } from '../../api/exchange.ts';
import { acceptsJson } from '../../api/plugins/accept.ts';
import { findEffectiveText } from '../../api/schemas/parse-parameters.ts';
import type { ClauseId } from '../../domain/clauses.ts';
import { filterNames } from '../../domain/filters.ts';
import { movesByPolls } from '../../domain/job-state.ts';

/** An answered call. The body of the answer is not needed to find out which clauses the call covers. */
export type AnsweredCall = Pick<Exchange, 'endpoint' | 'parameters' | 'rows' | 'offset' | 'total' | 'jobs'> & {
  request: FastifyRequest;
  status: number;
  /** Whether the vendor documents the method. It does not document HEAD and OPTIONS, whose answers have no body. */
  isDocumented: boolean;
  /** Whether a parameter was unknown, repeated or without a value (E8). */
  hasIgnoredParameter: boolean;
  /** Whether `page` or `page_size` was sent beside report_type=csv (R4). */
  hasParameterWithoutEffect: boolean;
  /** Whether a person in the answer is unlocked. */
  hasUnlockedPerson: boolean;
};

/** Whether a call covers a clause. */
export type Covers = (call: AnsweredCall) => boolean;

const anyCall: Covers = () => true;
const isOk: Covers = ({ status, isDocumented }) => isDocumented && status === 200;
/** Whether the parameters were read. They are not if the call is refused because of its token or quota (E6, E7). */
export const hasReadParameters: Covers = ({ status, isDocumented }) => isDocumented && status !== 401 && status !== 429;
const hasStatus =
  (...statuses: number[]): Covers =>
  ({ status }) =>
    statuses.includes(status);
const hasParameter =
  (...names: string[]): Covers =>
  ({ parameters }) =>
    names.some((name) => findEffectiveText(parameters, name) !== undefined);
const allOf =
  (...conditions: Covers[]): Covers =>
  (call) =>
    conditions.every((condition) => condition(call));
const hasRows = allOf(isOk, ({ rows }) => rows > 0);
const isCsv = allOf(isOk, ({ parameters }) => findEffectiveText(parameters, 'report_type') === 'csv');
const isJson = allOf(isOk, (call) => !isCsv(call));
const hasJobId: Covers = ({ request }) => 'job_id' in (request.params as object);
const isAboutJob: Covers = ({ jobs }) => jobs !== undefined;
const readBody = ({ request }: AnsweredCall): Record<string, unknown> =>
  (request.body ?? {}) as Record<string, unknown>;
const hasFilter = hasParameter(...filterNames);

const hasRepeatedUuid: Covers = (call) => {
  const { uuids } = readBody(call);
  if (!Array.isArray(uuids)) return false;
  return new Set(uuids.map((uuid) => String(uuid).toLowerCase())).size < uuids.length;
};

/** Whether the body can't be parsed. An empty body without a Content-Type is an object without fields, so that it can. */
const hasUnreadableBody: Covers = ({ request, status }) =>
  status === 413 ||
  status === 415 ||
  (status === 400 && request.body === undefined && request.headers['content-type'] !== undefined);
const not =
  (condition: Covers): Covers =>
  (call) =>
    !condition(call);

/** Whether a call of Control has this action and names a job (C2, C3). */
const hasAction = (action: 'pause' | 'resume'): Covers =>
  allOf(hasStatus(200, 400), (call) => {
    const body = readBody(call);
    return body.action === action && typeof body.csv_file_id === 'string';
  });

const aboutPipeline = 'the clause is about how the job created a record, which no exchange shows';

/**
 * For each clause, the condition under which a call covers it, or the reason why no single call can cover it. The clauses
 * of a page are checked for calls of its endpoint only.
 */
export const clauseCoverage: Readonly<Record<ClauseId, Covers | string>> = {
  E1: ({ endpoint }) => endpoint !== null,
  E2: hasStatus(301),
  E3: ({ request, status, endpoint }) =>
    endpoint !== null && (request.method === 'HEAD' || request.method === 'OPTIONS' || status === 405),
  E4: ({ endpoint, status }) => endpoint === null && status === 404,
  E5: hasStatus(500),
  E6: hasStatus(429),
  E7: hasStatus(401),
  E8: allOf(hasReadParameters, ({ hasIgnoredParameter }) => hasIgnoredParameter),
  E9: isJson,
  E10: allOf(hasReadParameters, hasParameter('page', 'page_size', 'limit', 'offset')),
  E11: ({ request }) => request.headers.origin !== undefined,
  E12: hasUnreadableBody,
  E13: 'the clause is about requests that never reach an endpoint',
  E14: ({ request, endpoint, parameters }) =>
    endpoint !== null && (!acceptsJson(request.headers.accept) || parameters.some(([name]) => name === 'format')),
  E15: allOf(hasReadParameters, hasJobId),
  R1: anyCall,
  R2: allOf(hasReadParameters, hasParameter('report_type', 'page', 'page_size')),
  R3: allOf(hasStatus(400), (call) => !isAboutJob(call)),
  R4: allOf(isCsv, ({ hasParameterWithoutEffect }) => hasParameterWithoutEffect),
  R5: allOf(hasStatus(404), (call) => !isAboutJob(call)),
  R6: allOf(hasStatus(400), isAboutJob),
  R7: allOf(hasStatus(404), isAboutJob),
  R8: 'the clause compares requests that have two errors each',
  R9: isJson,
  R10: isPastEnd,
  R11: hasRows,
  R12: hasRows,
  R13: hasRows,
  R14: isCsv,
  R15: isCsv,
  R16: isCsv,
  R17: allOf(isOk, ({ jobs }) => jobs?.[0]?.status === 'Paused'),
  R18: 'the clause is about fields that no answer has',
  R19: hasRows,
  R20: hasRows,
  R21: aboutPipeline,
  R22: aboutPipeline,
  R23: aboutPipeline,
  R24: aboutPipeline,
  S1: anyCall,
  S2: allOf(isOk, hasFilter),
  S3: allOf(hasRows, hasFilter),
  S4: allOf(isOk, ({ rows }) => rows > 1),
  S5: allOf(isOk, hasParameter('limit', 'offset')),
  S6: hasStatus(400),
  S7: (call) => isPastEnd(call) || (isOk(call) && Number((call.request.query as { limit?: unknown }).limit) > 1000),
  S8: isOk,
  S9: hasRows,
  S10: ({ hasUnlockedPerson }) => hasUnlockedPerson,
  S11: 'the clause is about a balance that does not change; GET /__mock/accounts/:account/credits shows it',
  S12: 'the clause needs a call of Search and then one of Unlock',
  T1: allOf(isOk, ({ jobs }) => (jobs?.length ?? 0) > 0),
  T2: allOf(isOk, ({ jobs }) => (jobs?.length ?? 0) > 0),
  T3: hasStatus(401, 404),
  T4: allOf(isOk, not(hasJobId)),
  T5: ({ jobs }) => jobs?.some(({ timeline }) => movesByPolls(timeline)) ?? false,
  C1: anyCall,
  C2: hasAction('pause'),
  C3: hasAction('resume'),
  C4: hasStatus(402),
  C5: isOk,
  C6: allOf(hasStatus(400, 404), not(hasUnreadableBody)),
  U1: anyCall,
  U2: isOk,
  U3: isOk,
  U4: allOf(isOk, hasRepeatedUuid),
  U5: hasStatus(402),
  U6: allOf(hasStatus(400), not(hasUnreadableBody)),
  U7: 'the clause needs parallel calls',
};

/** The clauses that the answer of a fault covers, too, because a client can't distinguish it from the vendor's answer. */
export const coveredByFaults: ReadonlySet<ClauseId> = new Set(['E5', 'E6', 'E7', 'T3', 'C4', 'U5']);
