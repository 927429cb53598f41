import type { FastifyRequest } from 'fastify';
import { endpointSchemas } from '../../api/endpoint-schemas.ts';
import type { Endpoint } from '../../api/endpoints.ts';
import { findEffectiveText } from '../../api/schemas/parse-parameters.ts';
import { clauseIds, getClause } from '../../domain/clauses.ts';
import { apiStatus } from '../../domain/job-state.ts';
import type { CoverageView } from '../schemas/response-bodies.ts';
import { type AnsweredCall, clauseCoverage, hasReadParameters } from './clause-coverage.ts';
import { type CoverageCounters, createCoverageCounters, type EndpointCounters } from './coverage-counters.ts';

const kindsOfIgnoredParameters = ['unknown-parameter', 'doubled-parameter'] as const;

const describeCall = (request: FastifyRequest, status: number): AnsweredCall => {
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
    hasIgnoredParameter:
      parameters.some(([, text]) => text === '') || kindsOfIgnoredParameters.some((kind) => kinds.has(kind)),
    hasParameterWithoutEffect: kinds.has('parameter-without-effect'),
    hasUnlockedPerson: observation?.hasUnlockedPerson ?? false,
  };
};

const countParameters = ({ query, body }: EndpointCounters, { request, parameters }: AnsweredCall): void => {
  for (const [name, parameter] of query) {
    const text = findEffectiveText(parameters, name);
    if (text !== undefined) parameter.count(text);
  }
  if (typeof request.body !== 'object' || request.body === null) return;
  for (const [name, parameter] of body) if (Object.hasOwn(request.body, name)) parameter.count();
};

/** Counts a call that was answered. Calls that the mock itself refused are not part of the contract. */
const countCall = (
  { endpoints, commonClauses, jobStates }: CoverageCounters,
  request: FastifyRequest,
  status: number,
) => {
  const { endpoint, observation } = request.exchange;
  if (observation?.isRefused) return;
  const effect = observation?.faultMatch?.effect;
  const isFaultAnswer = effect?.status !== undefined || effect?.body !== undefined;
  const call = describeCall(request, status);
  const counters = endpoint === null ? undefined : endpoints.get(endpoint);
  for (const clause of counters?.clauses ?? commonClauses) {
    if ((!isFaultAnswer || clause.isCoveredByFaults) && clause.isCoveredBy(call)) clause.covered += 1;
  }
  if (!counters || !call.isDocumented) return;
  counters.calls.covered += 1;
  const statusCounter = counters.statuses.get(status);
  if (statusCounter) statusCounter.covered += 1;
  if (!isFaultAnswer && hasReadParameters(call)) countParameters(counters, call);
  for (const job of call.jobs ?? []) {
    const stateCounter = jobStates.get(apiStatus[job.status]);
    if (stateCounter) stateCounter.covered += 1;
  }
};

const viewCounters = ({ endpoints, clauses, jobStates }: CoverageCounters) => {
  const endpointList: [Endpoint, EndpointCounters][] = [...endpoints];
  return {
    endpoints: endpointList.map(([endpoint, { calls }]) => ({ endpoint, met: calls.covered })),
    parameters: endpointList.flatMap(([endpoint, { query, body }]) =>
      [...query, ...body].map(([name, { sent, covered }]) => ({ endpoint, name, given: sent, met: covered })),
    ),
    statuses: endpointList.flatMap(([endpoint, { statuses }]) =>
      [...statuses].map(([status, { covered }]) => ({ endpoint, status, met: covered })),
    ),
    job_states: [...jobStates].map(([state, { covered }]) => ({ state, met: covered })),
    clauses: clauses.map(({ id, covered }) => ({ id, basis: [...getClause(id).basis], met: covered })),
  };
};

const viewCoverage = (counters: CoverageCounters): CoverageView => {
  const lists = viewCounters(counters);
  const items: { met: number }[] = Object.values(lists).flat();
  const coveredItems = items.filter((item) => item.met > 0).length;
  return {
    percent: Math.floor((1000 * coveredItems) / items.length) / 10,
    met: coveredItems,
    of: items.length,
    ...lists,
    left_out: clauseIds.flatMap((id) => {
      const reason = clauseCoverage[id];
      return typeof reason === 'string' ? [{ id, basis: [...getClause(id).basis], reason }] : [];
    }),
  };
};

/** Creates the coverage: which parts of the contract the requests of all clients have used since the start. */
export const createCoverage = () => {
  let counters = createCoverageCounters();
  return {
    count: (request: FastifyRequest, status: number): void => countCall(counters, request, status),
    view: (): CoverageView => viewCoverage(counters),
    /** Sets all counters to zero. */
    clear: (): void => {
      counters = createCoverageCounters();
    },
  };
};

export type Coverage = ReturnType<typeof createCoverage>;
