import { isUtf8 } from 'node:buffer';
import type { FastifyInstance, FastifyPluginCallback, onRequestHookHandler } from 'fastify';
import { basePaths } from './endpoints.ts';
import { createExchange } from './exchange.ts';
import { createAuthentication, requireAccount } from './plugins/authentication.ts';
import { allowAnyOrigin } from './plugins/cors.ts';
import { handleError, waitForData } from './plugins/errors.ts';
import { createQuota } from './plugins/quota.ts';
import { answerUndocumentedRequests } from './plugins/undocumented-requests.ts';
import type { Disclose, RouteOptions } from './route-options.ts';
import { enrichmentControl } from './routes/enrichment-control.ts';
import { enrichmentResults } from './routes/enrichment-results.ts';
import { enrichmentStatus } from './routes/enrichment-status.ts';
import { search } from './routes/search.ts';
import { unlock } from './routes/unlock.ts';
import { getQueryParameters } from './schemas/parse-parameters.ts';
import { serializerCompiler } from './schemas/serializers.ts';
import { createTurns } from './stream-csv.ts';

/** The functions that the admin API adds to calls of the emulated API, in addition to its hooks of Fastify. */
export type Attached = {
  /** A hook of every endpoint. It runs after the token is checked, and before the answer 401 and the check of the quota. */
  beforeHandler: onRequestHookHandler;
  disclose: Disclose;
};

export type EmulatedApiOptions = Pick<RouteOptions, 'store' | 'now'> & {
  /** Resolves once the data is loaded. Calls of an endpoint wait for it. */
  dataLoaded: Promise<void>;
  /** Adds the hooks of the admin API to the scope of the emulated API. The emulated API works without it. */
  attach?: ((app: FastifyInstance) => Attached) | undefined;
};

/** Reads JSON bodies. Bytes that are not UTF-8 are an error of the client (E12), not replacement characters. */
const acceptJson = (app: FastifyInstance): void => {
  const parse = app.getDefaultJsonParser('remove', 'remove');
  app.removeContentTypeParser('text/plain');
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, bytes: Buffer, done) => {
    if (isUtf8(bytes)) parse(request, bytes.toString(), done);
    else done(Object.assign(new Error('the body is not UTF-8'), { statusCode: 400 }));
  });
};

/** Removes the charset that Fastify adds to JSON, and Django REST Framework does not (E9). */
const removeCharset = (app: FastifyInstance): void => {
  app.addHook('onSend', (_request, reply, payload, next) => {
    const type = reply.getHeader('content-type');
    if (type === 'application/json; charset=utf-8') reply.header('content-type', 'application/json');
    next(null, payload);
  });
};

/** The hook that lets a call wait until the data is loaded. */
const createReadiness = (dataLoaded: Promise<void>): onRequestHookHandler => {
  let isReady = false;
  return (_request, reply, next) => {
    if (isReady) next();
    else {
      waitForData(dataLoaded, reply).then((ready) => {
        isReady = ready;
        if (ready) next();
      }, next);
    }
  };
};

const documentedRoutes = [enrichmentResults, enrichmentStatus, enrichmentControl, search, unlock];

/** The vendor's API: every documented route below every base (E1), and the vendor's answers to all other requests. */
export const emulatedApi: FastifyPluginCallback<EmulatedApiOptions> = (
  app,
  { store, now, dataLoaded, attach },
  done,
) => {
  app.decorateRequest('exchange');
  app.addHook('onRequest', (request, _reply, next) => {
    request.exchange = createExchange(request.routeOptions.config.endpoint, getQueryParameters(request));
    next();
  });
  const attached = attach?.(app);
  app.addHook('onRequest', allowAnyOrigin);
  removeCharset(app);
  acceptJson(app);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(handleError);

  const callHooks: onRequestHookHandler[] = [
    createReadiness(dataLoaded),
    createAuthentication(store),
    ...(attached ? [attached.beforeHandler] : []),
    requireAccount,
    createQuota(store, now),
  ];
  const options: RouteOptions = {
    store,
    now,
    callHooks,
    disclose: attached?.disclose ?? (() => {}),
    takeTurn: createTurns(),
  };
  for (const prefix of basePaths) for (const route of documentedRoutes) app.register(route, { prefix, ...options });
  answerUndocumentedRequests(app, callHooks);
  done();
};
