import type { TSchema } from '@sinclair/typebox';
import { type Endpoint, endpoints } from './endpoints.ts';
import { operations } from './operations.ts';

/** The documented requests and statuses of an endpoint, from the schemas of its routes. */
type EndpointSchema = {
  /** The documented methods. */
  methods: ReadonlySet<string>;
  /** The parameters of the URL by name. */
  query: Readonly<Record<string, TSchema>>;
  /** The fields of the body by name. */
  body: Readonly<Record<string, TSchema>>;
  /** The documented statuses. */
  statuses: ReadonlySet<number>;
};

const createEndpointSchema = (endpoint: Endpoint): EndpointSchema => {
  const endpointOperations = operations.filter((operation) => operation.endpoint === endpoint);
  const schemas = endpointOperations.map(({ schema }) => schema);
  return {
    methods: new Set(endpointOperations.map(({ method }) => method)),
    query: Object.assign({}, ...schemas.map(({ querystring }) => querystring?.properties)),
    body: Object.assign({}, ...schemas.map(({ body }) => body?.properties)),
    statuses: new Set(schemas.flatMap(({ response }) => Object.keys(response).map(Number))),
  };
};

/** The documented requests and statuses of all endpoints. */
export const endpointSchemas = Object.fromEntries(
  endpoints.map((endpoint) => [endpoint, createEndpointSchema(endpoint)]),
) as Readonly<Record<Endpoint, EndpointSchema>>;
