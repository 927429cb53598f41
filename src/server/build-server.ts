import Fastify, { type FastifyInstance, LogController } from 'fastify';
import { adminAccess } from '../admin/admin-access.ts';
import { adminApi } from '../admin/admin-api.ts';
import type { AdminContext } from '../admin/admin-context.ts';
import { sendError } from '../admin/admin-errors.ts';
import { watch } from '../admin/attach.ts';
import { openCoverage } from '../admin/coverage/coverage.ts';
import { enforceAccess } from '../admin/enforce-access.ts';
import type { Disclosures } from '../admin/journal/disclosures.ts';
import type { Journal } from '../admin/journal/journal.ts';
import { emulatedApi } from '../api/emulated-api.ts';
import { answerBadRequest, answerTooMuch, tooMuch } from '../api/plugins/errors.ts';
import { allMethods } from '../api/plugins/methods.ts';
import { parseQueryString } from '../api/schemas/parameters.ts';
import type { Store } from '../db/open-store.ts';
import type { SeedData } from '../db/prepared/seed-data.ts';
import { decodableUrl } from '../lib/decodable-url.ts';
import { keepLimits, type Limits, limitOptions, limits as usual } from '../lib/limits.ts';
import { forbidSniffing, UnsniffedResponse } from '../lib/no-sniffing.ts';
import { tokenHint } from '../lib/token-hint.ts';
import { awaitConnections } from './await-connections.ts';
import { documents } from './docs-page.ts';
import { health } from './health.ts';
import { holdRequests } from './hold-requests.ts';
import { limitBodies } from './limit-bodies.ts';
import { repeatDamagedCalls } from './repeat-damaged-calls.ts';
import type { Config } from './server-options.ts';

const adminPath = '/__mock';

/** What a server serves. */
export type ServerDependencies = {
  shared: SeedData;
  store: Store;
  /** Resolves once the store has its data; all but health checks wait for it. */
  seeded: Promise<void>;
  /** Milliseconds since 1970, UTC, on the machine's clock. */
  now: () => number;
  journal: Journal;
  disclosures: Disclosures;
};

export type ServerConfig = Pick<
  Config,
  'log-level' | 'no-admin' | 'admin-token' | 'allow-host' | 'allow-origin' | 'strict' | 'replica'
>;

/** The server, not yet listening: plugins and routes, in order. */
export const buildServer = (
  config: ServerConfig,
  { shared, store, seeded, now, journal, disclosures }: ServerDependencies,
  limits: Limits = usual,
): FastifyInstance => {
  const logsRequests = ['trace', 'debug', 'info'].includes(config['log-level']);
  const bounds = limitOptions(limits);
  const app = Fastify({
    ...bounds,
    http: { ...bounds.http, ServerResponse: UnsniffedResponse },
    logger: {
      level: config['log-level'],
      stream: process.stderr,
      serializers: {
        req: ({ method, url, headers }) => ({ method, url, token: tokenHint(headers.authorization) }),
      },
    },
    logController: new LogController({ disableRequestLogging: !logsRequests }),
    // A logger for each request costs more than most of them.
    childLoggerFactory: (logger, bindings, options) => (logsRequests ? logger.child(bindings, options) : logger),
    clientErrorHandler: answerBadRequest,
    // Keys that JavaScript gives a meaning to have none here: they are dropped, not refused.
    onProtoPoisoning: 'remove',
    onConstructorPoisoning: 'remove',
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 65_536, querystringParser: parseQueryString as (text: string) => never },
    rewriteUrl: ({ url = '' }) => decodableUrl(url),
  });
  for (const method of allMethods) {
    if (!app.supportedMethods.includes(method)) app.addHttpMethod(method, { hasBody: true });
  }
  forbidSniffing(app);
  awaitConnections(app);
  const access = adminAccess(config);
  holdRequests(app, limits);
  keepLimits(app, limits, (request, reply, status) => {
    if (request.routeOptions.url?.startsWith(adminPath)) {
      if (!enforceAccess(access, request, reply)) sendError(reply, status, tooMuch[status], '');
    } else answerTooMuch(request, reply, status);
  });
  limitBodies(app, limits);
  // Node puts the 100 of a request that waits behind another one between the headers and the body of its answer.
  app.server.on('checkContinue', (request, response) => {
    if (response.socket) response.writeContinue();
    app.server.emit('request', request, response);
  });
  repeatDamagedCalls(app);
  app.register(health, { seeded });
  app.register(documents, { canSteer: !config['no-admin'] });
  if (config['no-admin'] && !config.strict) app.register(emulatedApi, { store, now, seeded });
  else {
    const stop = new AbortController();
    app.addHook('preClose', async () => stop.abort());
    const context: AdminContext = { store, seedData: shared, journal, now, disclosures, stopSignal: stop.signal };
    const coverage = openCoverage();
    if (!config['no-admin'])
      app.register(adminApi, { prefix: adminPath, context, coverage, access, config, limits, seeded });
    app.register((scope, _options, done) => {
      const watching = watch(scope, {
        context,
        coverage,
        strict: config.strict,
        injectsFaults: !config['no-admin'],
      });
      scope.register(emulatedApi, { store, now, seeded, ...watching });
      done();
    });
  }
  return app;
};
