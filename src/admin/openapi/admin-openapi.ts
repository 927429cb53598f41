import {
  collectSchemas,
  describeOperation,
  groupByPath,
  type Json,
  mapSchemaNames,
} from '../../api/openapi/openapi-parts.ts';
import { defaultAdminLimits } from '../admin-limits.ts';
import * as requestBodies from '../schemas/request-bodies.ts';
import * as responseBodies from '../schemas/response-bodies.ts';
import { type AdminRouteSchema, describeErrorResponse, tags } from '../schemas/route-schemas.ts';

/** A route of the admin API. */
export type AdminRoute = { method: string; url: string; schema: AdminRouteSchema };

const adminToken = [{}, { AdminToken: [] }];

const describeAdminOperation = ({ security = adminToken, ...schema }: AdminRouteSchema): Json => {
  const { body, response } = schema;
  return describeOperation({
    ...schema,
    security,
    response: {
      ...response,
      400: describeErrorResponse(
        "The call is not as described, has an unknown query parameter, or can't be done. Nothing has changed.",
      ),
      ...(security.length > 0 && {
        401: describeErrorResponse('The mock was started with `--admin-token`, and the token is missing or wrong.'),
      }),
      403: describeErrorResponse(
        'The request comes from a page whose origin is not allowed, or names a host that is not known to be this mock. ' +
          '`--allow-origin` and `--allow-host` allow further origins and hosts.',
      ),
      ...(body && {
        413: describeErrorResponse(
          `The body is larger than ${defaultAdminLimits.maxAdminBodyBytes / 1024 ** 2} MiB, or the state in memory would be larger than \`--state-limit\`.`,
        ),
        415: describeErrorResponse(
          'The body has a `Content-Encoding`, such as gzip. Its `Content-Type` does not matter.',
        ),
      }),
      500: describeErrorResponse('An unexpected failure.'),
    },
  });
};

const about = `The admin API of \`ecore-mock\`. With it a test prepares accounts, jobs and people, moves the clock, makes calls
fail, and checks what its client sent. docs/admin-api.md has a recipe for each task.

Every change is done as a whole or not at all. A web page may call the admin API only if its origin is allowed. With
\`--no-admin\` the mock has no admin API.`;

/**
 * Creates the OpenAPI 3.1 document of the admin API.
 * @param version the version of this package
 */
export const createAdminOpenapi = (version: string, routes: readonly AdminRoute[]): Json => {
  const names = mapSchemaNames({ ...requestBodies, ...responseBodies });
  const paths = groupByPath(
    routes.map(({ method, url, schema }) => ({
      method,
      path: url.replace(/:(\w+)/g, '{$1}'),
      operation: describeAdminOperation(schema),
    })),
    names,
  );
  return {
    openapi: '3.1.0',
    info: {
      title: 'Admin API of ecore-mock',
      version,
      description: about,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/', description: 'The server of the emulated API.' }],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      securitySchemes: {
        AdminToken: { type: 'http', scheme: 'bearer', description: 'Required only with `--admin-token`.' },
      },
      schemas: collectSchemas(paths, names),
    },
  };
};
