import type { TSchema } from '@sinclair/typebox';
import type { FastifyRequest } from 'fastify';
import { type Endpoint, endpoints } from '../../api/endpoints.ts';
import { effectiveText } from '../../api/schemas/parameters.ts';
import { type ClauseId, clauseIds, clauseOf } from '../../domain/clauses.ts';
import { apiStatus } from '../../domain/job-state.ts';
import type { CoverageView } from '../schemas/response-bodies.ts';
import { type AnsweredCall, clauseCoverage, coveredByFaults, hasReadParameters } from './clause-coverage.ts';
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

const ignoredKinds = ['unknown-parameter', 'doubled-parameter'] as const;

const answeredCall = (request: FastifyRequest, status: number): AnsweredCall => {
  const { endpoint, parameters, rows, offset, total, jobs, observation } = request.exchange;
  const kinds = observation?.findingKinds ?? new Set();
  return {
    request,
    status,
    endpoint,
    parameters,
    rows,
    offset,
    total,
    jobs,
    isDocumented: endpoint !== null && endpointSchemas[endpoint].methods.has(request.method),
    hasIgnoredParameter: parameters.some(([, text]) => text === '') || ignoredKinds.some((kind) => kinds.has(kind)),
    hasParameterWithoutEffect: kinds.has('parameter-without-effect'),
    hasUnlockedPerson: observation?.hasUnlockedPerson ?? false,
  };
};

/** How often something was met. */
type Counter = { met: number };
type NewCounter = () => Counter;

/** How often a parameter was sent, and how often with another value than its default. */
type Parameter = { given: Counter; met: Counter; schema: TSchema };
const parametersOf = (schemas: Readonly<Record<string, TSchema>>, counter: NewCounter): Map<string, Parameter> =>
  new Map(Object.entries(schemas).map(([name, schema]) => [name, { given: counter(), met: counter(), schema }]));

const countParameter = ({ given, met, schema }: Parameter, text?: string): void => {
  given.met += 1;
  if (schema.default === undefined || text !== String(schema.default)) met.met += 1;
};

type Clause = { id: ClauseId; covers: (call: AnsweredCall) => boolean; byFault: boolean; counter: Counter };

/** The counters of one endpoint. */
const createEndpointCounters = (endpoint: Endpoint, clauses: readonly Clause[], counter: NewCounter) => {
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

/** Creates the counters of what clients use of the contract. They are as large as the contract, and none is ever removed. */
export const createCoverage = () => {
  const counters: Counter[] = [];
  const counter: NewCounter = () => {
    const made = { met: 0 };
    counters.push(made);
    return made;
  };
  const clauses = clauseIds.flatMap((id): Clause[] => {
    const covers = clauseCoverage[id];
    return typeof covers === 'string' ? [] : [{ id, covers, byFault: coveredByFaults.has(id), counter: counter() }];
  });
  const everywhere = clauses.filter(({ id }) => id.startsWith('E'));
  const pages = endpoints.map((endpoint) => createEndpointCounters(endpoint, clauses, counter));
  const pageOf = Object.fromEntries(pages.map((page) => [page.endpoint, page])) as Record<Endpoint, (typeof pages)[0]>;
  const states = new Map(jobStates.map((state) => [state, counter()]));

  const countParameters = ({ query, body }: (typeof pages)[0], { request, parameters }: AnsweredCall): void => {
    for (const [name, parameter] of query) {
      const text = effectiveText(parameters, name);
      if (text !== undefined) countParameter(parameter, text);
    }
    if (typeof request.body !== 'object' || request.body === null) return;
    for (const [name, parameter] of body) if (Object.hasOwn(request.body, name)) countParameter(parameter);
  };

  return {
    /** Counts a call that was answered. Calls that the mock refused itself are not part of the contract. */
    count: (request: FastifyRequest, status: number): void => {
      const { endpoint, observation } = request.exchange;
      if (observation?.isRefused) return;
      const effect = observation?.faultMatch?.effect;
      const byFault = effect?.status !== undefined || effect?.body !== undefined;
      const call = answeredCall(request, status);
      const page = endpoint === null ? undefined : pageOf[endpoint];
      for (const clause of page?.clauses ?? everywhere) {
        if ((!byFault || clause.byFault) && clause.covers(call)) clause.counter.met += 1;
      }
      if (!page || !call.isDocumented) return;
      page.calls.met += 1;
      const its = page.statuses.get(status);
      if (its) its.met += 1;
      if (!byFault && hasReadParameters(call)) countParameters(page, call);
      for (const job of call.jobs ?? []) (states.get(apiStatus[job.status]) as Counter).met += 1;
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

    /** Sets all counters to zero. */
    clear: (): void => {
      for (const each of counters) each.met = 0;
    },
  };
};

export type Coverage = ReturnType<typeof createCoverage>;
