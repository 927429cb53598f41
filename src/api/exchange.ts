import type { Account } from '../db/repositories/account-repository.ts';
import type { EnrichmentJob } from '../db/repositories/job-rows.ts';
import type { Endpoint } from './endpoints.ts';
import type { QueryParameters } from './schemas/parse-parameters.ts';

/**
 * One request to the emulated API and its answer, with all state that belongs to them: `request.exchange`. The code that
 * finds out a value sets its field.
 */
export interface Exchange {
  /** The endpoint that the URL names; null if it names none. The route sets it. */
  endpoint: Endpoint | null;
  /** The parameters of the URL as the client sent them. */
  readonly parameters: QueryParameters;
  /** The account whose valid token the request carries. Authentication sets it. */
  account: Account | undefined;
  /** The methods of the documented path, if no documented route takes the request: its method is another one (E3). */
  allowedMethods: readonly string[] | undefined;
  /** The path with the trailing slash, if the request lacks the slash of a page (E2). */
  pathWithSlash: string | undefined;
  /** The number of records, people or jobs in the answer. */
  rows: number;
  /** The position of the first row, from 0, if the answer is a page. */
  offset: number | undefined;
  /** The number of all rows, if the answer is a page or a download. */
  total: number | undefined;
  /** The jobs that the answer is about, as they are now. */
  jobs: readonly EnrichmentJob[] | undefined;
  /** The number of bytes of a streamed body that were sent; undefined if the answer is not streamed. */
  streamedBytes: number | undefined;
}

declare module 'fastify' {
  interface FastifyRequest {
    exchange: Exchange;
  }
  interface FastifyContextConfig {
    /** The endpoint that a route answers. */
    endpoint?: Endpoint;
  }
}

/** @param endpoint the endpoint of the request's route, if it has one */
export const createExchange = (endpoint: Endpoint | undefined, parameters: QueryParameters): Exchange => ({
  endpoint: endpoint ?? null,
  parameters,
  account: undefined,
  allowedMethods: undefined,
  pathWithSlash: undefined,
  rows: 0,
  offset: undefined,
  total: undefined,
  jobs: undefined,
  streamedBytes: undefined,
});

/**
 * The endpoint of a call, for the hooks and handlers of its routes.
 * @throws Error if the URL names no endpoint: a defect of the route
 */
export const getCalledEndpoint = ({ exchange: { endpoint } }: { exchange: Exchange }): Endpoint => {
  if (endpoint === null) throw new Error('the route has no endpoint');
  return endpoint;
};

/**
 * The account of a call that authentication let pass.
 * @throws Error if the route has no authentication: a defect of the route
 */
export const getCallerAccount = ({ exchange: { account } }: { exchange: Exchange }): Account => {
  if (!account) throw new Error('the route has no authentication');
  return account;
};

/** R10, S7: whether a page begins after the last row. */
export const isPastEnd = ({ offset, total }: Pick<Exchange, 'offset' | 'total'>): boolean =>
  offset !== undefined && total !== undefined && offset > 0 && offset >= total;
