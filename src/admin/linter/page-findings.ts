import type { Static } from '@sinclair/typebox';
import type { FastifyRequest } from 'fastify';
import type { Endpoint } from '../../api/endpoints.ts';
import { type Sent, sentText } from '../../api/schemas/parameters.ts';
import type { ResultsQuery, SearchQuery } from '../../api/schemas/schemas.ts';
import { filterNames } from '../../domain/filters.ts';
import type { Memory } from './account-history.ts';
import { shortened } from './client-text.ts';
import { type Finding, finding } from './finding.ts';
import { keyOf } from './text-key.ts';

/** A page that a client has: in which request, and what was true of it then. */
export type Fetched = { request: string; state: string; total: number; changes: number; failures: number };

/** Pages of one query, one after the other. */
export type Walk = {
  endpoint: 'results' | 'search';
  /** How many were fetched that began where another one ended. */
  pages: number;
  /** From where, and how far it is, of how many. */
  from: number;
  reached: number;
  total: number;
  /** The request that got the last page. */
  last: string;
  /** Whether a call for one of its pages has failed since: it is not the client that stopped it. */
  broken: boolean;
  /** How many calls for pages of its query have failed: after one, the client may begin anew. */
  failures: number;
};

/** A page of an answer. */
export type Page = {
  endpoint: 'results' | 'search';
  /** What it is a page of. */
  query: string;
  key: string;
  /** Its first record or person, from 0, and how many it has; no page but a whole download has no start. */
  start: number | undefined;
  rows: number;
  total: number;
  /** What it shows besides the total and what steering changes. */
  state: string;
  words: () => string;
};

/** The key of what the pages of one walk have in common, as the request was sent. */
const queryOf = (request: FastifyRequest, sent: Sent, endpoint: 'results' | 'search'): string => {
  if (endpoint === 'search') {
    let query = 'search';
    for (const name of filterNames) {
      const text = sentText(sent, name);
      // With its length, so that no text can look like two.
      if (text !== undefined) query += ` ${name} ${text.length} ${text}`;
    }
    return keyOf(query);
  }
  const report_type = sentText(sent, 'report_type') ?? 'json';
  // A path whose job id has an encoded slash has none here.
  const { job_id = '' } = request.params as { job_id?: string };
  return keyOf(`results ${job_id} ${report_type}`);
};

const resultsPage = (request: FastifyRequest, sent: Sent, total: number): Page => {
  const { report_type, page, page_size } = request.query as Static<typeof ResultsQuery>;
  const [job] = request.jobs ?? [];
  const query = queryOf(request, sent, 'results');
  return {
    endpoint: 'results',
    query,
    key: keyOf(`${query} ${page_size} ${page}`),
    start: report_type === 'json' ? (Number(page) - 1) * page_size : undefined,
    rows: request.rows,
    total,
    state: `${job?.status} ${job?.processed} ${job?.record_set}`,
    words: () =>
      `page ${shortened(String(page))} is past the end: ${total} records are ${Math.ceil(total / page_size)} pages of ${page_size}`,
  };
};

const searchPage = (request: FastifyRequest, sent: Sent, total: number): Page => {
  const { limit, offset } = request.query as Static<typeof SearchQuery>;
  const query = queryOf(request, sent, 'search');
  return {
    endpoint: 'search',
    query,
    key: keyOf(`${query} ${limit} ${offset}`),
    start: Number(offset),
    rows: request.rows,
    total,
    state: '',
    words: () => `offset ${shortened(String(offset))} is past the end: count is ${total}`,
  };
};

/** The page that a request of this endpoint got; undefined where it got none. */
export const pageOf = (request: FastifyRequest, sent: Sent, endpoint: Endpoint): Page | undefined => {
  const { total } = request;
  if (total === undefined) return undefined;
  if (endpoint === 'results') return resultsPage(request, sent, total);
  return endpoint === 'search' ? searchPage(request, sent, total) : undefined;
};

/** R10, S7: whether a page begins where there is nothing any more. */
export const isPastEnd = ({ start, total }: Page): boolean => start !== undefined && start > 0 && start >= total;

const failuresOf = ({ walks }: Memory, { query }: Page): number => walks.get(query)?.failures ?? 0;

/** Whether nothing has changed since a page was fetched, and no call has failed that made the client begin anew. */
const isKept = (before: Fetched, memory: Memory, page: Page): boolean =>
  before.state === page.state &&
  before.total === page.total &&
  before.changes === memory.changes &&
  before.failures === failuresOf(memory, page);

/** Pages past the end, and pages that the client has already. */
export const pageFindings = (memory: Memory, page: Page): Finding[] => {
  const findings: Finding[] = [];
  if (isPastEnd(page)) {
    findings.push(
      finding('page-past-end', `${page.words()}, so stop there`, page.endpoint === 'results' ? 'R10' : 'S7'),
    );
  }
  const before = memory.pages.get(page.key);
  if (before && isKept(before, memory, page)) {
    const message = `this page was fetched before, by request ${before.request}, and nothing has changed since: keep it`;
    findings.push(finding('page-fetched-twice', message));
  }
  return findings;
};

/** To be called once the client has the whole page. */
export const rememberPage = (memory: Memory, page: Page, request: string): void => {
  const { state, total } = page;
  memory.pages.set(page.key, { request, state, total, changes: memory.changes, failures: failuresOf(memory, page) });
};

/** Goes on with the walk that a page belongs to, or begins one. @returns undefined for what is no walk */
export const walkOn = ({ walks }: Memory, page: Page, request: string): Walk | undefined => {
  const { endpoint, query, start, rows, total } = page;
  if (start === undefined) return undefined;
  const before = walks.get(query);
  const reached = start + rows;
  // Of pages that are asked for at once, the first may be answered after others.
  if (!before || (start === 0 && before.from === 0)) {
    const failures = before?.failures ?? 0;
    const walk = { endpoint, pages: 1, from: start, reached, total, last: request, broken: false, failures };
    walks.set(query, walk);
    return walk;
  }
  before.broken = false;
  before.pages += Number(start === before.reached);
  before.from = Math.min(before.from, start);
  before.reached = Math.max(before.reached, isPastEnd(page) ? total : reached);
  before.total = total;
  before.last = request;
  return before;
};

/** To be called when a call for a page gets none. */
export const breakWalk = ({ walks }: Memory, request: FastifyRequest, sent: Sent, endpoint: Endpoint): void => {
  if (endpoint !== 'results' && endpoint !== 'search') return;
  const walk = walks.get(queryOf(request, sent, endpoint));
  if (!walk) return;
  walk.broken = true;
  walk.failures += 1;
};

/** Where a walk of two pages or more has stopped before its end, as far as is known now: for its last request alone. */
export const walkFindings = (walk: Walk | undefined, request: string): Finding[] => {
  if (!walk || walk.broken || walk.last !== request || walk.pages < 2 || walk.reached >= walk.total) return [];
  const [name, clause] = walk.endpoint === 'results' ? (['total_records', 'R9'] as const) : (['count', 'S8'] as const);
  const message = `the walk of ${walk.pages} pages stops at ${walk.reached} of ${walk.total}: go on until ${name} is reached`;
  return [finding('walk-cut-short', message, clause)];
};
