import Fastify, { type FastifyInstance, LogController } from 'fastify';
import { type AdminAccess, createAdminAccess } from '../admin/admin-access.ts';
import { adminApi } from '../admin/admin-api.ts';
import type { AdminContext } from '../admin/admin-context.ts';
import { sendError } from '../admin/admin-errors.ts';
import { attachAdmin } from '../admin/attach.ts';
import { createCoverage } from '../admin/coverage/coverage.ts';
import { enforceAccess } from '../admin/enforce-access.ts';
import type { ExchangeLogs } from '../admin/exchange-logs.ts';
import { emulatedApi } from '../api/emulated-api.ts';
import { answerMalformedRequest, limitDetails, sendLimitExceeded } from '../api/plugins/errors.ts';
import { allMethods } from '../api/plugins/undocumented-requests.ts';
import { parseQueryString } from '../api/schemas/parse-parameters.ts';
import { shortenToken } from '../api/shorten-token.ts';
import type { Store } from '../db/open-store.ts';
import type { SeedData } from '../db/seed-data.ts';
import { toDecodableUrl } from '../lib/decodable-url.ts';
import { forbidSniffing, UnsniffedResponse } from '../lib/no-sniffing.ts';
import { docsPage } from './docs-page.ts';
import { healthRoutes } from './health.ts';
import { limitBodyMemory } from './limit-body-memory.ts';
import { limitUrlsAndConnections } from './limit-urls-and-connections.ts';
import { defaultLimits, type Limits, toFastifyOptions } from './limits.ts';
import { queuePipelinedRequests } from './queue-pipelined-requests.ts';
import { retryDamagedCalls } from './retry-damaged-calls.ts';
import type { ServerOptions } from './server-options.ts';
import { waitForConnections } from './wait-for-connections.ts';

const adminPath = '/__mock';

/** The data and services that a server works with. */
type ServerDependencies = {
  seedData: SeedData;
  store: Store;
  /** Resolves once the store has its data. All requests wait for it, except health checks. */
  dataLoaded: Promise<void>;
  /** Milliseconds since 1970, UTC, on the machine's clock. */
  now: () => number;
  logs: ExchangeLogs;
};

/** The options of the command that a server needs; the others are about starting it. */
export type BuildServerOptions = Pick<
  ServerOptions,
  'log-level' | 'no-admin' | 'admin-token' | 'allow-host' | 'allow-origin' | 'strict' | 'replica'
>;

/** Creates the Fastify instance: limits of Node, log, router and the methods that it accepts. */
const createFastify = (logLevel: BuildServerOptions['log-level'], limits: Limits): FastifyInstance => {
  const logsRequests = ['trace', 'debug', 'info'].includes(logLevel);
  const limitOptions = toFastifyOptions(limits);
  const app = Fastify({
    ...limitOptions,
    http: { ...limitOptions.http, ServerResponse: UnsniffedResponse },
    logger: {
      level: logLevel,
      stream: process.stderr,
      serializers: {
        req: ({ method, url, headers }) => ({ method, url, token: shortenToken(headers.authorization) }),
      },
    },
    logController: new LogController({ disableRequestLogging: !logsRequests }),
    // A logger per request would cost more than most requests.
    childLoggerFactory: (logger, bindings, options) => (logsRequests ? logger.child(bindings, options) : logger),
    clientErrorHandler: answerMalformedRequest,
    // E12: keys such as __proto__ are ignored like other unknown fields, not refused.
    onProtoPoisoning: 'remove',
    onConstructorPoisoning: 'remove',
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 65_536, querystringParser: parseQueryString as (text: string) => never },
    rewriteUrl: ({ url = '' }) => toDecodableUrl(url),
  });
  for (const method of allMethods) {
    if (!app.supportedMethods.includes(method)) app.addHttpMethod(method, { hasBody: true });
  }
  return app;
};

/** Applies the limits that Node and Fastify do not enforce themselves. */
const applyLimits = (app: FastifyInstance, limits: Limits, access: AdminAccess): void => {
  queuePipelinedRequests(app, limits);
  limitUrlsAndConnections(app, limits, (request, reply, status) => {
    if (!request.routeOptions.url?.startsWith(adminPath)) sendLimitExceeded(request, reply, status);
    else if (!enforceAccess(access, request, reply)) sendError(reply, status, limitDetails[status], '');
  });
  limitBodyMemory(app, limits);
};

/** Sends "100 Continue" only when its request is handled: Node would write it into the answer of the previous request. */
const delayContinue = (app: FastifyInstance): void => {
  app.server.on('checkContinue', (request, response) => {
    if (response.socket) response.writeContinue();
    app.server.emit('request', request, response);
  });
};

/** Registers the emulated API, and the admin API unless the options leave it out. */
const registerApis = (
  app: FastifyInstance,
  config: BuildServerOptions,
  { seedData, store, dataLoaded, now, logs }: ServerDependencies,
  limits: Limits,
  access: AdminAccess,
): void => {
  if (config['no-admin'] && !config.strict) {
    app.register(emulatedApi, { store, now, dataLoaded });
    return;
  }
  const stop = new AbortController();
  app.addHook('preClose', async () => stop.abort());
  const context: AdminContext = { store, seedData, now, ...logs, stopSignal: stop.signal };
  const coverage = createCoverage();
  if (!config['no-admin'])
    app.register(adminApi, { prefix: adminPath, context, coverage, access, config, limits, dataLoaded });
  const options = { context, coverage, strict: config.strict, injectsFaults: !config['no-admin'] };
  app.register(emulatedApi, { store, now, dataLoaded, attach: (scope) => attachAdmin(scope, options) });
};

/** Builds a server that is not listening yet. */
export const buildServer = (
  config: BuildServerOptions,
  dependencies: ServerDependencies,
  limits: Limits = defaultLimits,
): FastifyInstance => {
  const access = createAdminAccess(config);
  const app = createFastify(config['log-level'], limits);
  forbidSniffing(app);
  waitForConnections(app);
  applyLimits(app, limits, access);
  delayContinue(app);
  retryDamagedCalls(app);
  app.register(healthRoutes, { dataLoaded: dependencies.dataLoaded });
  app.register(docsPage, { hasAdminApi: !config['no-admin'] });
  registerApis(app, config, dependencies, limits, access);
  return app;
};
