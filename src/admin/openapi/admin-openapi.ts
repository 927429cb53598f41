import { components, type Json, namesOf, operationParts, pathsOf } from '../../api/openapi/openapi-parts.ts';
import { limits } from '../../lib/limits.ts';
import { refused, type SteeringSchema, tags } from '../schemas/operation.ts';
import * as bodies from '../schemas/request-bodies.ts';
import * as views from '../schemas/views.ts';

/** A route of /__mock, as it serves. */
export type AdminRoute = { method: string; url: string; schema: SteeringSchema };

const adminToken = [{}, { AdminToken: [] }];

const operationOf = ({ security = adminToken, ...schema }: SteeringSchema): Json => {
  const { body, response } = schema;
  return operationParts({
    ...schema,
    security,
    response: {
      ...response,
      400: refused("It is not as described, has an unknown query parameter, or can't be done; nothing has changed."),
      ...(security.length > 0 && { 401: refused('`--admin-token` asks for a token, and it is missing or wrong.') }),
      403: refused(
        'The request comes from a page whose origin is not allowed, or names a host that is not known to be this mock. ' +
          '`--allow-origin` and `--allow-host` name those that may.',
      ),
      ...(body && {
        413: refused(
          `The body is larger than ${limits.adminBody / 1024 ** 2} MiB, or the state in memory would be larger than \`--state-limit\`.`,
        ),
        415: refused('The body has a `Content-Encoding`, such as gzip; its `Content-Type` does not matter.'),
      }),
      500: refused('An unexpected failure.'),
    },
  });
};

const about = `How a test steers \`ecore-mock\`: says what the world looks like, makes things happen, makes things fail, and looks
at what its client did. docs/admin-api.md has a recipe for each.

Every change is done whole or not at all. A web page may call it only if its origin is allowed; \`--no-admin\` leaves it out.`;

/**
 * The OpenAPI 3.1 document of /__mock.
 * @param version of this package
 */
export const adminOpenapi = (version: string, routes: readonly AdminRoute[]): Json => {
  const names = namesOf({ ...bodies, ...views });
  const paths = pathsOf(
    routes.map(({ method, url, schema }) => ({
      method,
      path: url.replace(/:(\w+)/g, '{$1}'),
      operation: operationOf(schema),
    })),
    names,
  );
  return {
    openapi: '3.1.0',
    info: {
      title: 'How a test steers ecore-mock',
      version,
      description: about,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/', description: 'Beside the emulated API.' }],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      securitySchemes: {
        AdminToken: { type: 'http', scheme: 'bearer', description: 'With `--admin-token` alone.' },
      },
      schemas: components(paths, names),
    },
  };
};
