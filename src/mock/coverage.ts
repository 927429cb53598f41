import type { TSchema } from '@sinclair/typebox';
import type { FastifyRequest } from 'fastify';
import { type ClauseId, clauseIds, clauseOf } from '../api/clauses.ts';
import { type Endpoint, endpoints } from '../api/endpoints.ts';
import { apiStatus } from '../seed/vocabulary.ts';
import { areRead, clauseCoverage, type Exchange, metByFaults } from './clause-coverage.ts';
import { endpointSchemas } from './endpoint-schemas.ts';
import type { CoverageView } from './views.ts';
import type { Course } from './watch.ts';

const jobStates = [...new Set(Object.values(apiStatus))];

/** The clauses of each endpoint's page begin with a letter. */
const letters = {
  results: 'R',
  search: 'S',
  status: 'T',
  control: 'C',
  unlock: 'U',
} as const satisfies Record<Endpoint, string>;

type Rule = { id: ClauseId; met: (exchange: Exchange) => boolean };
const rulesOf = (letter: string): Rule[] =>
  clauseIds.flatMap((id) => {
    const met = clauseCoverage[id];
    return id.startsWith(letter) && typeof met !== 'string' ? [{ id, met }] : [];
  });
const everywhere = rulesOf('E');
const ofPage = Object.fromEntries(
  endpoints.map((endpoint) => [endpoint, [...everywhere, ...rulesOf(letters[endpoint])]]),
) as Record<Endpoint, Rule[]>;

const careless: readonly string[] = ['unknown-parameter', 'doubled-parameter'];

const noneGiven: ReadonlyMap<string, string> = new Map();

const exchangeOf = (request: FastifyRequest, status: number, { sight, unlocked }: Course): Exchange => {
  const { endpoint, method } = request;
  const given = sight.given.length > 0 ? new Map(sight.given) : noneGiven;
  const empty = given.size > 0 && [...given.values()].includes('');
  return {
    request,
    status,
    documented: endpoint !== null && endpointSchemas[endpoint].methods.has(method),
    given,
    page: sight.page,
    careless: empty || sight.findings.some(({ kind }) => careless.includes(kind)),
    withoutEffect: sight.findings.some(({ kind }) => kind === 'parameter-without-effect'),
    unlocked,
  };
};

/** Counts what clients meet of the contract. It is as large as the contract: nothing is ever dropped. */
export const openCoverage = () => {
  const counts = new Map<string, number>();
  const count = (key: string): void => {
    counts.set(key, (counts.get(key) ?? 0) + 1);
  };
  const met = (key: string): number => counts.get(key) ?? 0;

  const countParameter = (endpoint: Endpoint, name: string, schema: TSchema, text?: string): void => {
    count(`given ${endpoint} ${name}`);
    if (schema.default === undefined || text !== String(schema.default)) count(`parameter ${endpoint} ${name}`);
  };

  const countParameters = (endpoint: Endpoint, { request, given }: Exchange): void => {
    const { query, body } = endpointSchemas[endpoint];
    for (const [name, text] of given) {
      const schema = Object.hasOwn(query, name) ? query[name] : undefined;
      if (schema && text !== '') countParameter(endpoint, name, schema, text);
    }
    if (typeof request.body !== 'object' || request.body === null) return;
    for (const [name, schema] of Object.entries(body)) {
      if (Object.hasOwn(request.body, name)) countParameter(endpoint, name, schema);
    }
  };

  return {
    /** Counts a request that was answered. What the mock itself refused is no part of the contract. */
    count: (request: FastifyRequest, status: number, course: Course): void => {
      if (course.sight.refused) return;
      const { endpoint } = request;
      const does = course.firing?.does;
      const byFault = does?.status !== undefined || does?.body !== undefined;
      const exchange = exchangeOf(request, status, course);
      for (const { id, met: isMet } of endpoint === null ? everywhere : ofPage[endpoint]) {
        if ((!byFault || metByFaults.has(id)) && isMet(exchange)) count(id);
      }
      if (endpoint === null || !exchange.documented) return;
      count(endpoint);
      if (endpointSchemas[endpoint].statuses.has(status)) count(`${endpoint} ${status}`);
      if (areRead(exchange)) countParameters(endpoint, exchange);
      for (const job of request.jobs ?? []) count(apiStatus[job.status]);
    },

    view: (): CoverageView => {
      const each = <Item>(items: (endpoint: Endpoint) => Item[]): Item[] => endpoints.flatMap(items);
      const lists = {
        endpoints: endpoints.map((endpoint) => ({ endpoint, met: met(endpoint) })),
        parameters: each((endpoint) =>
          Object.keys({ ...endpointSchemas[endpoint].query, ...endpointSchemas[endpoint].body }).map((name) => ({
            endpoint,
            name,
            given: met(`given ${endpoint} ${name}`),
            met: met(`parameter ${endpoint} ${name}`),
          })),
        ),
        statuses: each((endpoint) =>
          [...endpointSchemas[endpoint].statuses].map((status) => ({
            endpoint,
            status,
            met: met(`${endpoint} ${status}`),
          })),
        ),
        job_states: jobStates.map((state) => ({ state, met: met(state) })),
        clauses: clauseIds
          .filter((id) => typeof clauseCoverage[id] !== 'string')
          .map((id) => ({ id, basis: [...clauseOf(id).basis], met: met(id) })),
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
      counts.clear();
    },
  };
};

export type Coverage = ReturnType<typeof openCoverage>;
