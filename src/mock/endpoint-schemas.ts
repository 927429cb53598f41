import type { TSchema } from '@sinclair/typebox';
import { type Endpoint, endpoints } from '../api/endpoints.ts';
import { operations } from '../api/openapi.ts';

/** What an endpoint takes and answers, read off the schemas that serve it. */
export type EndpointSchema = {
  /** The parameters of its URL, by their names. */
  query: Readonly<Record<string, TSchema>>;
  /** The fields of its body. */
  body: Readonly<Record<string, TSchema>>;
  statuses: ReadonlySet<number>;
};

const schemaOf = (endpoint: Endpoint): EndpointSchema => {
  const its = operations.filter((operation) => operation.endpoint === endpoint).map(({ schema }) => schema);
  return {
    query: Object.assign({}, ...its.map(({ querystring }) => querystring?.properties)),
    body: Object.assign({}, ...its.map(({ body }) => body?.properties)),
    statuses: new Set(its.flatMap(({ response }) => Object.keys(response).map(Number))),
  };
};

export const endpointSchemas = Object.fromEntries(
  endpoints.map((endpoint) => [endpoint, schemaOf(endpoint)]),
) as Readonly<Record<Endpoint, EndpointSchema>>;
