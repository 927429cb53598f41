import type { FastifyInstance, FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify';
import { waitForData } from '../api/plugins/errors.ts';
import { allMethods } from '../api/plugins/undocumented-requests.ts';
import { getQueryParameters } from '../api/schemas/parse-parameters.ts';
import type { AdminAccess } from './admin-access.ts';
import type { AdminContext } from './admin-context.ts';
import { handleAdminError, sendError } from './admin-errors.ts';
import type { AdminLimits } from './admin-limits.ts';
import type { Coverage } from './coverage/coverage.ts';
import { enforceAccess } from './enforce-access.ts';
import { addJsonBodyParser } from './json-body-parser.ts';
import { addOpenapiRoute } from './openapi/openapi-route.ts';
import { allAccountsRoutes } from './routes/account-routes.ts';
import { accountScope } from './routes/account-scope.ts';
import { coverageRoutes } from './routes/coverage-routes.ts';
import { anonymousFaultRoutes } from './routes/fault-routes.ts';
import { mockRoutes } from './routes/mock-routes.ts';
import { allRequestsRoutes } from './routes/request-routes.ts';
import { snapshotRoutes } from './routes/snapshot-routes.ts';
import { createBodyValidatorCompiler } from './schemas/body-validator.ts';
import { checkQueryParameters } from './schemas/check-query-parameters.ts';
import { isAdminRouteSchema } from './schemas/route-schemas.ts';

/** Checks who calls and which query parameters a call has, and waits for the data, before the body is read. */
const addRequestChecks = (app: FastifyInstance, access: AdminAccess, dataLoaded: Promise<void>): void => {
  app.addHook('onRequest', async (request, reply) => {
    if (enforceAccess(access, request, reply)) return reply;
    const { schema } = request.routeOptions;
    if (isAdminRouteSchema(schema)) {
      checkQueryParameters(getQueryParameters(request), Object.keys(schema.querystring?.properties ?? {}));
    }
    // Fastify would refuse a malformed content type with 415, but every body is read as JSON, whatever its type says.
    delete request.raw.headers['content-type'];
    if (!(await waitForData(dataLoaded, reply))) return reply;
    return;
  });
};

/**
 * Answers unknown paths and methods with 404. Without these routes the emulated API would answer such calls, and its answers
 * have no rules of access.
 */
const addNotFoundRoutes = (app: FastifyInstance): void => {
  const answerNotFound = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    sendError(reply, 404, `there is no ${request.method} ${request.url}; docs/admin-api.md lists all calls`, '');
    return reply;
  };
  const otherMethods = allMethods.filter((method) => method !== 'GET' && method !== 'HEAD');
  app.route({ method: allMethods, url: '/*', onRequest: answerNotFound, handler: () => undefined });
  app.route({ method: otherMethods, url: '/', onRequest: answerNotFound, handler: () => undefined });
};

type Options = {
  context: AdminContext;
  coverage: Coverage;
  access: AdminAccess;
  config: { replica?: string };
  limits: AdminLimits;
  /** Resolves once the store has its data. */
  dataLoaded: Promise<void>;
};

/** The admin API, with which tests control the mock. */
export const adminApi: FastifyPluginCallback<Options> = (
  app,
  { context, coverage, access, config, limits, dataLoaded },
  end,
) => {
  addRequestChecks(app, access, dataLoaded);
  addJsonBodyParser(app, limits, context.stopSignal);
  app.setValidatorCompiler(createBodyValidatorCompiler(context.stopSignal));
  // The schemas of responses are only documentation: an answer is sent as it is.
  app.setSerializerCompiler(() => (value) => JSON.stringify(value));
  app.setErrorHandler(handleAdminError);

  addNotFoundRoutes(app);
  addOpenapiRoute(app);
  app.register(mockRoutes, { context, replica: config.replica });
  app.register(allAccountsRoutes, { context });
  app.register(accountScope, { prefix: '/accounts/:account', context });
  app.register(anonymousFaultRoutes, { context });
  app.register(allRequestsRoutes, { context });
  app.register(snapshotRoutes, { context });
  app.register(coverageRoutes, { coverage });
  end();
};
