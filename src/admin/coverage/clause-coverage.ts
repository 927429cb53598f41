import type { FastifyRequest } from 'fastify';
import type { Exchange } from '../../api/exchange.ts';
import { acceptsJson } from '../../api/plugins/accept.ts';
import { effectiveText } from '../../api/schemas/parameters.ts';
import type { ClauseId } from '../../domain/clauses.ts';
import { filters } from '../../domain/filters.ts';
import { movesByPolls } from '../../domain/job-state.ts';
import { isPastEnd } from '../linter/page-findings.ts';

/** A call that was answered, and what is known about it without reading the body of its answer. */
export type AnsweredCall = Pick<Exchange, 'endpoint' | 'parameters' | 'rows' | 'offset' | 'total' | 'jobs'> & {
  request: FastifyRequest;
  status: number;
  /** Whether the endpoint's page documents the method: a client sees no body of HEAD and OPTIONS. */
  isDocumented: boolean;
  /** Whether a parameter was unknown, repeated or without a value (E8). */
  hasIgnoredParameter: boolean;
  /** Whether `page` or `page_size` was sent beside report_type=csv (R4). */
  hasParameterWithoutEffect: boolean;
  /** Whether a person in the answer is unlocked. */
  hasUnlockedPerson: boolean;
};

/** Whether a call covers a clause. */
type Covers = (call: AnsweredCall) => boolean;

const anyCall: Covers = () => true;
const ok: Covers = ({ status, isDocumented }) => isDocumented && status === 200;
/** Whether the parameters were read. They are not if the call is refused because of its token or quota (E6, E7). */
export const hasReadParameters: Covers = ({ status, isDocumented }) => isDocumented && status !== 401 && status !== 429;
const withStatus =
  (...statuses: number[]): Covers =>
  ({ status }) =>
    statuses.includes(status);
const withAny =
  (...names: string[]): Covers =>
  ({ parameters }) =>
    names.some((name) => effectiveText(parameters, name) !== undefined);
const all =
  (...conditions: Covers[]): Covers =>
  (call) =>
    conditions.every((condition) => condition(call));
const withRows = all(ok, ({ rows }) => rows > 0);
const csv = all(ok, ({ parameters }) => effectiveText(parameters, 'report_type') === 'csv');
const json = all(ok, (call) => !csv(call));
const withJobId: Covers = ({ request }) => 'job_id' in (request.params as object);
const aboutJob: Covers = ({ jobs }) => jobs !== undefined;
const bodyOf = ({ request }: AnsweredCall): Record<string, unknown> => (request.body ?? {}) as Record<string, unknown>;
const filtered = withAny(...Object.keys(filters));

const hasRepeatedUuid: Covers = (call) => {
  const { uuids } = bodyOf(call);
  if (!Array.isArray(uuids)) return false;
  return new Set(uuids.map((uuid) => String(uuid).toLowerCase())).size < uuids.length;
};

/** A body that can't be parsed. An empty body without a Content-Type can: it is an object without fields. */
const hasUnreadableBody: Covers = ({ request, status }) =>
  status === 413 ||
  status === 415 ||
  (status === 400 && request.body === undefined && request.headers['content-type'] !== undefined);
const unless =
  (condition: Covers): Covers =>
  (call) =>
    !condition(call);

/** C2, C3: a call with this action that names a job. */
const control = (action: 'pause' | 'resume'): Covers =>
  all(withStatus(200, 400), (call) => {
    const body = bodyOf(call);
    return body.action === action && typeof body.csv_file_id === 'string';
  });

const madeByPipeline = 'it is about how the job made a record, which no exchange shows';

/** When a call covers a clause; or why no single call can. The clauses of a page are checked for its endpoint only. */
export const clauseCoverage: Readonly<Record<ClauseId, Covers | string>> = {
  E1: ({ endpoint }) => endpoint !== null,
  E2: withStatus(301),
  E3: ({ request, status, endpoint }) =>
    endpoint !== null && (request.method === 'HEAD' || request.method === 'OPTIONS' || status === 405),
  E4: ({ endpoint, status }) => endpoint === null && status === 404,
  E5: withStatus(500),
  E6: withStatus(429),
  E7: withStatus(401),
  E8: all(hasReadParameters, ({ hasIgnoredParameter }) => hasIgnoredParameter),
  E9: json,
  E10: all(hasReadParameters, withAny('page', 'page_size', 'limit', 'offset')),
  E11: ({ request }) => request.headers.origin !== undefined,
  E12: hasUnreadableBody,
  E13: 'it is about what never reaches an endpoint',
  E14: ({ request, endpoint, parameters }) =>
    endpoint !== null && (!acceptsJson(request.headers.accept) || parameters.some(([name]) => name === 'format')),
  E15: all(hasReadParameters, withJobId),
  R1: anyCall,
  R2: all(hasReadParameters, withAny('report_type', 'page', 'page_size')),
  R3: all(withStatus(400), (call) => !aboutJob(call)),
  R4: all(csv, ({ hasParameterWithoutEffect }) => hasParameterWithoutEffect),
  R5: all(withStatus(404), (call) => !aboutJob(call)),
  R6: all(withStatus(400), aboutJob),
  R7: all(withStatus(404), aboutJob),
  R8: 'it takes requests that are wrong in two ways, compared',
  R9: json,
  R10: isPastEnd,
  R11: withRows,
  R12: withRows,
  R13: withRows,
  R14: csv,
  R15: csv,
  R16: csv,
  R17: all(ok, ({ jobs }) => jobs?.[0]?.status === 'Paused'),
  R18: 'it is about what no answer has',
  R19: withRows,
  R20: withRows,
  R21: madeByPipeline,
  R22: madeByPipeline,
  R23: madeByPipeline,
  R24: madeByPipeline,
  S1: anyCall,
  S2: all(ok, filtered),
  S3: all(withRows, filtered),
  S4: all(ok, ({ rows }) => rows > 1),
  S5: all(ok, withAny('limit', 'offset')),
  S6: withStatus(400),
  S7: (call) => isPastEnd(call) || (ok(call) && Number((call.request.query as { limit?: unknown }).limit) > 1000),
  S8: ok,
  S9: withRows,
  S10: ({ hasUnlockedPerson }) => hasUnlockedPerson,
  S11: 'it is about a balance that does not change; GET /__mock/accounts/:account/credits shows it',
  S12: 'it takes a call of Search and then one of Unlock',
  T1: all(ok, ({ jobs }) => (jobs?.length ?? 0) > 0),
  T2: all(ok, ({ jobs }) => (jobs?.length ?? 0) > 0),
  T3: withStatus(401, 404),
  T4: all(ok, unless(withJobId)),
  T5: ({ jobs }) => jobs?.some(({ timeline }) => movesByPolls(timeline)) ?? false,
  C1: anyCall,
  C2: control('pause'),
  C3: control('resume'),
  C4: withStatus(402),
  C5: ok,
  C6: all(withStatus(400, 404), unless(hasUnreadableBody)),
  U1: anyCall,
  U2: ok,
  U3: ok,
  U4: all(ok, hasRepeatedUuid),
  U5: withStatus(402),
  U6: all(withStatus(400), unless(hasUnreadableBody)),
  U7: 'it takes calls in parallel',
};

/** Clauses that the answer of a fault covers, too: a client can't tell it from the vendor's answer. */
export const coveredByFaults: ReadonlySet<ClauseId> = new Set(['E5', 'E6', 'E7', 'T3', 'C4', 'U5']);
