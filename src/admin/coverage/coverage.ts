import type { TSchema } from '@sinclair/typebox';
import type { FastifyRequest } from 'fastify';
import { type Endpoint, endpoints } from '../../api/endpoints.ts';
import { sentText } from '../../api/schemas/parameters.ts';
import { type ClauseId, clauseIds, clauseOf } from '../../domain/clauses.ts';
import { apiStatus } from '../../domain/job-state.ts';
import type { Course } from '../attach.ts';
import type { CoverageView } from '../schemas/response-bodies.ts';
import { areRead, clauseCoverage, type Exchange, metByFaults } from './clause-coverage.ts';
import { endpointSchemas } from './endpoint-schemas.ts';

const jobStates = [...new Set(Object.values(apiStatus))];

/** The clauses of each endpoint's page begin with a letter. */
const letters = {
  results: 'R',
  search: 'S',
  status: 'T',
  control: 'C',
  unlock: 'U',
} as const satisfies Record<Endpoint, string>;

const careless = ['unknown-parameter', 'doubled-parameter'] as const;

const exchangeOf = (request: FastifyRequest, status: number, { sight, unlocked }: Course): Exchange => {
  const { endpoint, method } = request;
  const { sent, kinds, page } = sight;
  return {
    request,
    status,
    documented: endpoint !== null && endpointSchemas[endpoint].methods.has(method),
    sent,
    page,
    careless: sent.some(([, text]) => text === '') || careless.some((kind) => kinds.has(kind)),
    withoutEffect: kinds.has('parameter-without-effect'),
    unlocked,
  };
};

/** How often something was met. */
type Counter = { met: number };
type NewCounter = () => Counter;

/** How often a parameter was given, and how often with another value than its default. */
type Parameter = { given: Counter; met: Counter; schema: TSchema };
const parametersOf = (schemas: Readonly<Record<string, TSchema>>, counter: NewCounter): Map<string, Parameter> =>
  new Map(Object.entries(schemas).map(([name, schema]) => [name, { given: counter(), met: counter(), schema }]));

const countParameter = ({ given, met, schema }: Parameter, text?: string): void => {
  given.met += 1;
  if (schema.default === undefined || text !== String(schema.default)) met.met += 1;
};

type Clause = { id: ClauseId; meets: (exchange: Exchange) => boolean; byFault: boolean; counter: Counter };

/** What is counted of one endpoint. */
const openEndpoint = (endpoint: Endpoint, clauses: readonly Clause[], counter: NewCounter) => {
  const { query, body, statuses } = endpointSchemas[endpoint];
  return {
    endpoint,
    calls: counter(),
    statuses: new Map([...statuses].map((status) => [status, counter()])),
    query: parametersOf(query, counter),
    body: parametersOf(body, counter),
    clauses: clauses.filter(({ id }) => id.startsWith('E') || id.startsWith(letters[endpoint])),
  };
};

/** Counts what clients meet of the contract. It is as large as the contract: nothing is ever dropped. */
export const openCoverage = () => {
  const counters: Counter[] = [];
  const counter: NewCounter = () => {
    const made = { met: 0 };
    counters.push(made);
    return made;
  };
  const clauses = clauseIds.flatMap((id): Clause[] => {
    const meets = clauseCoverage[id];
    return typeof meets === 'string' ? [] : [{ id, meets, byFault: metByFaults.has(id), counter: counter() }];
  });
  const everywhere = clauses.filter(({ id }) => id.startsWith('E'));
  const pages = endpoints.map((endpoint) => openEndpoint(endpoint, clauses, counter));
  const pageOf = Object.fromEntries(pages.map((page) => [page.endpoint, page])) as Record<Endpoint, (typeof pages)[0]>;
  const states = new Map(jobStates.map((state) => [state, counter()]));

  const countParameters = ({ query, body }: (typeof pages)[0], { request, sent }: Exchange): void => {
    for (const [name, parameter] of query) {
      const text = sentText(sent, name);
      if (text !== undefined) countParameter(parameter, text);
    }
    if (typeof request.body !== 'object' || request.body === null) return;
    for (const [name, parameter] of body) if (Object.hasOwn(request.body, name)) countParameter(parameter);
  };

  return {
    /** Counts a request that was answered. What the mock itself refused is no part of the contract. */
    count: (request: FastifyRequest, status: number, course: Course): void => {
      if (course.sight.refused) return;
      const { endpoint } = request;
      const does = course.firing?.does;
      const byFault = does?.status !== undefined || does?.body !== undefined;
      const exchange = exchangeOf(request, status, course);
      const page = endpoint === null ? undefined : pageOf[endpoint];
      for (const clause of page?.clauses ?? everywhere) {
        if ((!byFault || clause.byFault) && clause.meets(exchange)) clause.counter.met += 1;
      }
      if (!page || !exchange.documented) return;
      page.calls.met += 1;
      const its = page.statuses.get(status);
      if (its) its.met += 1;
      if (!byFault && areRead(exchange)) countParameters(page, exchange);
      for (const job of request.jobs ?? []) (states.get(apiStatus[job.status]) as Counter).met += 1;
    },

    view: (): CoverageView => {
      const lists = {
        endpoints: pages.map(({ endpoint, calls: { met } }) => ({ endpoint, met })),
        parameters: pages.flatMap(({ endpoint, query, body }) =>
          [...query, ...body].map(([name, { given, met }]) => ({ endpoint, name, given: given.met, met: met.met })),
        ),
        statuses: pages.flatMap(({ endpoint, statuses }) =>
          [...statuses].map(([status, { met }]) => ({ endpoint, status, met })),
        ),
        job_states: [...states].map(([state, { met }]) => ({ state, met })),
        clauses: clauses.map(({ id, counter: { met } }) => ({ id, basis: [...clauseOf(id).basis], met })),
      };
      const items: { met: number }[] = Object.values(lists).flat();
      const found = items.filter((item) => item.met > 0).length;
      return {
        percent: Math.floor((1000 * found) / items.length) / 10,
        met: found,
        of: items.length,
        ...lists,
        left_out: clauseIds.flatMap((id) => {
          const reason = clauseCoverage[id];
          return typeof reason === 'string' ? [{ id, basis: [...clauseOf(id).basis], reason }] : [];
        }),
      };
    },

    /** Starts anew. */
    clear: (): void => {
      for (const each of counters) each.met = 0;
    },
  };
};

export type Coverage = ReturnType<typeof openCoverage>;
