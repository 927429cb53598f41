import type { FastifyRequest } from 'fastify';
import { admitsJson } from '../../api/plugins/accept.ts';
import { type Sent, sentText } from '../../api/schemas/parameters.ts';
import type { ClauseId } from '../../domain/clauses.ts';
import { filters } from '../../domain/filters.ts';
import { movesByPolls } from '../../domain/job-state.ts';
import { isPastEnd, type Page } from '../linter/page-findings.ts';

/** A request that was answered, and what is known of its answer without a look into the body. */
export type Exchange = {
  request: FastifyRequest;
  status: number;
  /** Whether the endpoint's page documents its method: of HEAD and OPTIONS a client sees no body. */
  documented: boolean;
  /** The parameters of the URL. */
  sent: Sent;
  page: Page | undefined;
  /** Whether a name was unknown, given twice or without a value (E8). */
  careless: boolean;
  /** Whether `page` or `page_size` stood beside report_type=csv (R4). */
  withoutEffect: boolean;
  /** Whether a record in the answer is unlocked. */
  unlocked: boolean;
};

type Met = (exchange: Exchange) => boolean;

const answered: Met = () => true;
const ok: Met = ({ status, documented }) => documented && status === 200;
/** Whether the parameters came into play: who is refused for the token learns nothing of them (E6, E7). */
export const areRead: Met = ({ status, documented }) => documented && status !== 401 && status !== 429;
const withStatus =
  (...statuses: number[]): Met =>
  ({ status }) =>
    statuses.includes(status);
const withAny =
  (...names: string[]): Met =>
  ({ sent }) =>
    names.some((name) => sentText(sent, name) !== undefined);
const all =
  (...parts: Met[]): Met =>
  (exchange) =>
    parts.every((part) => part(exchange));
const withRows = all(ok, ({ request }) => request.rows > 0);
const csv = all(ok, ({ sent }) => sentText(sent, 'report_type') === 'csv');
const json = all(ok, (exchange) => !csv(exchange));
const withJobId: Met = ({ request }) => 'job_id' in (request.params as object);
const ofJob: Met = ({ request }) => request.jobs !== undefined;
const bodyOf = ({ request }: Exchange): Record<string, unknown> => (request.body ?? {}) as Record<string, unknown>;
const pastEnd: Met = ({ page }) => page !== undefined && isPastEnd(page);
const filtered = withAny(...Object.keys(filters));

const twiceInOneCall: Met = (exchange) => {
  const { uuids } = bodyOf(exchange);
  if (!Array.isArray(uuids)) return false;
  return new Set(uuids.map((uuid) => String(uuid).toLowerCase())).size < uuids.length;
};

/** A body that is none: before its fields could be read. Without a type, an empty one is no fields. */
const unreadable: Met = ({ request, status }) =>
  status === 413 ||
  status === 415 ||
  (status === 400 && request.body === undefined && request.headers['content-type'] !== undefined);
const unless =
  (part: Met): Met =>
  (exchange) =>
    !part(exchange);
/** C2, C3: whether it was about a job. */
const control = (action: 'pause' | 'resume'): Met =>
  all(withStatus(200, 400), (exchange) => {
    const { csv_file_id, action: given } = bodyOf(exchange);
    return given === action && typeof csv_file_id === 'string';
  });

const madeByThePipeline = 'it is about how the job made a record, which no exchange shows';

/** When an exchange meets a clause; or why no single one does. Those of a page are asked of its endpoint alone. */
export const clauseCoverage: Readonly<Record<ClauseId, Met | string>> = {
  E1: ({ request }) => request.endpoint !== null,
  E2: withStatus(301),
  E3: ({ request, status }) =>
    request.endpoint !== null && (request.method === 'HEAD' || request.method === 'OPTIONS' || status === 405),
  E4: ({ request, status }) => request.endpoint === null && status === 404,
  E5: withStatus(500),
  E6: withStatus(429),
  E7: withStatus(401),
  E8: all(areRead, ({ careless }) => careless),
  E9: json,
  E10: all(areRead, withAny('page', 'page_size', 'limit', 'offset')),
  E11: ({ request }) => request.headers.origin !== undefined,
  E12: unreadable,
  E13: 'it is about what never reaches an endpoint',
  E14: ({ request, sent }) =>
    request.endpoint !== null && (!admitsJson(request.headers.accept) || sent.some(([name]) => name === 'format')),
  E15: all(areRead, withJobId),
  R1: answered,
  R2: all(areRead, withAny('report_type', 'page', 'page_size')),
  R3: all(withStatus(400), (exchange) => !ofJob(exchange)),
  R4: all(csv, ({ withoutEffect }) => withoutEffect),
  R5: all(withStatus(404), (exchange) => !ofJob(exchange)),
  R6: all(withStatus(400), ofJob),
  R7: all(withStatus(404), ofJob),
  R8: 'it takes requests that are wrong in two ways, compared',
  R9: json,
  R10: pastEnd,
  R11: withRows,
  R12: withRows,
  R13: withRows,
  R14: csv,
  R15: csv,
  R16: csv,
  R17: all(ok, ({ request }) => request.jobs?.[0]?.status === 'Paused'),
  R18: 'it is about what no answer has',
  R19: withRows,
  R20: withRows,
  R21: madeByThePipeline,
  R22: madeByThePipeline,
  R23: madeByThePipeline,
  R24: madeByThePipeline,
  S1: answered,
  S2: all(ok, filtered),
  S3: all(withRows, filtered),
  S4: all(ok, ({ request }) => request.rows > 1),
  S5: all(ok, withAny('limit', 'offset')),
  S6: withStatus(400),
  S7: (exchange) =>
    pastEnd(exchange) || (ok(exchange) && Number((exchange.request.query as { limit?: unknown }).limit) > 1000),
  S8: ok,
  S9: withRows,
  S10: ({ unlocked }) => unlocked,
  S11: 'it is about a balance that does not change; GET /__mock/accounts/:account/credits shows it',
  S12: 'it takes a call of Search and then one of Unlock',
  T1: all(ok, ({ request }) => (request.jobs?.length ?? 0) > 0),
  T2: all(ok, ({ request }) => (request.jobs?.length ?? 0) > 0),
  T3: withStatus(401, 404),
  T4: all(ok, unless(withJobId)),
  T5: ({ request }) => request.jobs?.some(({ timeline }) => movesByPolls(timeline)) ?? false,
  C1: answered,
  C2: control('pause'),
  C3: control('resume'),
  C4: withStatus(402),
  C5: ok,
  C6: all(withStatus(400, 404), unless(unreadable)),
  U1: answered,
  U2: ok,
  U3: ok,
  U4: all(ok, twiceInOneCall),
  U5: withStatus(402),
  U6: all(withStatus(400), unless(unreadable)),
  U7: 'it takes calls in parallel',
};

/** Clauses that an answer made by a fault meets as well: the client can't tell it from the vendor's. */
export const metByFaults: ReadonlySet<ClauseId> = new Set(['E5', 'E6', 'E7', 'T3', 'C4', 'U5']);
