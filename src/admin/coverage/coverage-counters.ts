import type { TSchema } from '@sinclair/typebox';
import { endpointSchemas } from '../../api/endpoint-schemas.ts';
import { type Endpoint, endpoints } from '../../api/endpoints.ts';
import { type ClauseId, clauseIds } from '../../domain/clauses.ts';
import { apiStatus } from '../../domain/job-state.ts';
import { type Covers, clauseCoverage, coveredByFaults } from './clause-coverage.ts';

const jobStates = [...new Set(Object.values(apiStatus))];

/** The first letter of the clauses of each endpoint's page. */
const clauseLetters = {
  results: 'R',
  search: 'S',
  status: 'T',
  control: 'C',
  unlock: 'U',
} as const satisfies Record<Endpoint, string>;

/** The number of calls that covered an item of the contract. */
type Counter = { covered: number };

const createCounters = <Key>(keys: Iterable<Key>): Map<Key, Counter> =>
  new Map([...keys].map((key) => [key, { covered: 0 }]));

/**
 * The counter of a parameter. A call that sends the parameter with its default value does not cover it, because the
 * answer would be the same without it.
 */
type ParameterCounter = Counter & {
  /** The number of calls that sent the parameter with any value. */
  sent: number;
  /** @param text the value in the URL; undefined for a field of the body */
  count: (text?: string) => void;
};

const createParameterCounter = (schema: TSchema): ParameterCounter => {
  const counter: ParameterCounter = {
    sent: 0,
    covered: 0,
    count: (text) => {
      counter.sent += 1;
      if (schema.default === undefined || text !== String(schema.default)) counter.covered += 1;
    },
  };
  return counter;
};

const createParameterCounters = (schemas: Readonly<Record<string, TSchema>>): Map<string, ParameterCounter> =>
  new Map(Object.entries(schemas).map(([name, schema]) => [name, createParameterCounter(schema)]));

/** The counter of a clause. */
type ClauseCounter = Counter & {
  id: ClauseId;
  isCoveredBy: Covers;
  /** Whether the answer of a fault covers the clause, too. */
  isCoveredByFaults: boolean;
};

const createClauseCounters = (): ClauseCounter[] =>
  clauseIds.flatMap((id) => {
    const isCoveredBy = clauseCoverage[id];
    if (typeof isCoveredBy === 'string') return [];
    return [{ id, isCoveredBy, isCoveredByFaults: coveredByFaults.has(id), covered: 0 }];
  });

const createEndpointCounters = (endpoint: Endpoint, clauses: readonly ClauseCounter[]) => {
  const { query, body, statuses } = endpointSchemas[endpoint];
  return {
    calls: { covered: 0 } as Counter,
    statuses: createCounters(statuses),
    query: createParameterCounters(query),
    body: createParameterCounters(body),
    /** The clauses that apply to all paths, and the clauses of the endpoint's page. */
    clauses: clauses.filter(({ id }) => id.startsWith('E') || id.startsWith(clauseLetters[endpoint])),
  };
};

export type EndpointCounters = ReturnType<typeof createEndpointCounters>;

/** Creates a counter for each item of the contract. Their number depends on the contract only, not on the calls. */
export const createCoverageCounters = () => {
  const clauses = createClauseCounters();
  return {
    clauses,
    /** The clauses that apply to all paths, including unknown ones. */
    commonClauses: clauses.filter(({ id }) => id.startsWith('E')),
    endpoints: new Map(endpoints.map((endpoint) => [endpoint, createEndpointCounters(endpoint, clauses)])),
    jobStates: createCounters(jobStates),
  };
};

export type CoverageCounters = ReturnType<typeof createCoverageCounters>;
