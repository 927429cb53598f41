import type { TSchema } from '@sinclair/typebox';
import { type Endpoint, endpoints } from '../../api/endpoints.ts';
import { operations } from '../../api/operations.ts';

/** What an endpoint takes and answers, read off the schemas that serve it. */
export type EndpointSchema = {
  /** Those that its page documents. */
  methods: ReadonlySet<string>;
  /** The parameters of its URL, by their names. */
  query: Readonly<Record<string, TSchema>>;
  /** The fields of its body. */
  body: Readonly<Record<string, TSchema>>;
  statuses: ReadonlySet<number>;
};

const schemaOf = (endpoint: Endpoint): EndpointSchema => {
  const all = operations.filter((operation) => operation.endpoint === endpoint);
  const its = all.map(({ schema }) => schema);
  return {
    methods: new Set(all.map(({ method }) => method)),
    query: Object.assign({}, ...its.map(({ querystring }) => querystring?.properties)),
    body: Object.assign({}, ...its.map(({ body }) => body?.properties)),
    statuses: new Set(its.flatMap(({ response }) => Object.keys(response).map(Number))),
  };
};

export const endpointSchemas = Object.fromEntries(
  endpoints.map((endpoint) => [endpoint, schemaOf(endpoint)]),
) as Readonly<Record<Endpoint, EndpointSchema>>;
