import Fastify, { type FastifyInstance, LogController } from 'fastify';
import { emulatedApi } from './api/emulated-api.ts';
import { answerBadPath } from './api/errors.ts';
import { allMethods } from './api/methods.ts';
import { parseQueryString } from './api/parameters.ts';
import type { Config } from './config.ts';
import { health } from './health.ts';
import type { Store } from './store/open.ts';

/** A token as logs show it: its first four letters. */
const cut = (authorization: string | undefined): string | undefined => authorization?.replace(/(\S{1,4})\S*$/, '$1…');

/**
 * The server, not yet listening: plugins and routes, in order.
 * @param seeded resolves once the store has its data; the emulated API waits for it, health checks do not
 * @param now milliseconds since 1970, UTC
 */
export const buildServer = (
  config: Pick<Config, 'log-level'>,
  store: Store,
  seeded: Promise<void> = Promise.resolve(),
  now: () => number = Date.now,
): FastifyInstance => {
  const app = Fastify({
    logger: {
      level: config['log-level'],
      stream: process.stderr,
      serializers: {
        req: ({ method, url, headers }) => ({ method, url, authorization: cut(headers.authorization) }),
      },
    },
    logController: new LogController({
      disableRequestLogging: !['trace', 'debug', 'info'].includes(config['log-level']),
    }),
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 65_536, querystringParser: parseQueryString },
    frameworkErrors: (_error, request, reply) => {
      answerBadPath(request, reply);
    },
  });
  for (const method of allMethods) {
    if (!app.supportedMethods.includes(method)) app.addHttpMethod(method, { hasBody: true });
  }
  app.register(health, { seeded });
  app.register(emulatedApi, { store, now, seeded });
  return app;
};
