import { hostname } from 'node:os';
import type { FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify';
import { waitFor } from '../api/plugins/errors.ts';
import { allMethods } from '../api/plugins/methods.ts';
import { ParameterError, sentWith } from '../api/schemas/parameters.ts';
import { cachedRowBytes } from '../db/connection/cache-until-write.ts';
import { StateFullError } from '../db/connection/state-size.ts';
import { isUnwritten } from '../db/connection/store-error.ts';
import type { Limits } from '../lib/limits.ts';
import { memoryBounds } from '../lib/memory-bounds.ts';
import { name, version } from '../lib/package-info.ts';
import type { AdminAccess } from './admin-access.ts';
import { type AdminContext, Refusal, seedOf } from './admin-context.ts';
import type { Coverage } from './coverage/coverage.ts';
import { documentRoute, isDescribed } from './openapi/openapi-route.ts';
import { readBodies } from './read-bodies.ts';
import { accountRoutes } from './routes/account-routes.ts';
import { clockRoutes } from './routes/clock-routes.ts';
import { coverageRoutes } from './routes/coverage-routes.ts';
import { creditRoutes } from './routes/credit-routes.ts';
import { faultRoutes } from './routes/fault-routes.ts';
import { jobRoutes } from './routes/job-routes.ts';
import { peopleRoutes } from './routes/people-routes.ts';
import { requestRoutes } from './routes/request-routes.ts';
import { snapshotRoutes } from './routes/snapshot-routes.ts';
import { bodyCompiler } from './schemas/body-compiler.ts';
import { checkParameters } from './schemas/check-parameters.ts';
import { answered, operations } from './schemas/operation.ts';
import { MockView } from './schemas/views.ts';

const operation = operations('Mock');

const unwritten = ({ message }: Error): string =>
  `the state can't be written (${message}): make room on the disk of --db, then call again; nothing was done`;

/** `{"error", "path"}`. */
export const refuse = (reply: FastifyReply, status: number, error: string, path: string): void => {
  reply.code(status).send({ error, path });
};

/** How much memory is used by each kind of data that outlives a request, and how much it may use. */
const memoryOf = ({ store, journal, disclosures }: AdminContext): MockView['memory'] => {
  const used = {
    ...journal.bytes(),
    disclosures: disclosures.bytes(),
    ...store.people.bytes(),
    rows: cachedRowBytes(store.db),
  };
  const bounded = Object.entries(memoryBounds) as [keyof typeof memoryBounds, number][];
  return {
    ...(Object.fromEntries(bounded.map(([kind, limit]) => [kind, { bytes: used[kind], limit }])) as Omit<
      MockView['memory'],
      'state'
    >),
    state: { bytes: store.size.bytes(), limit: store.size.limit ?? null },
  };
};

/**
 * Sets the headers that every answer of the admin API has, and answers a preflight or a caller who is refused.
 * @returns whether the request is answered
 */
export const answerByAccess = (access: AdminAccess, request: FastifyRequest, reply: FastifyReply): boolean => {
  const { schema } = request.routeOptions;
  const { headers, answer } = access(request, isDescribed(schema) && schema.security !== undefined);
  reply.headers(headers);
  if (answer === undefined) return false;
  if (answer.status === 204) reply.code(204).send();
  else refuse(reply, answer.status, answer.error, '');
  return true;
};

type Options = {
  context: AdminContext;
  coverage: Coverage;
  access: AdminAccess;
  /** Of the settings of serving (server-options.ts), what GET /__mock calls this process. */
  config: { replica?: string };
  limits: Limits;
  seeded: Promise<void>;
};

/** `/__mock`: how a test steers the mock. */
export const mockApi: FastifyPluginCallback<Options> = (
  app,
  { context, coverage, access, config, limits, seeded },
  end,
) => {
  const { store, journal, disclosures, now } = context;
  const began = now();

  app.addHook('onRequest', async (request, reply) => {
    if (answerByAccess(access, request, reply)) return reply;
    const { schema } = request.routeOptions;
    if (isDescribed(schema)) checkParameters(sentWith(request), Object.keys(schema.querystring?.properties ?? {}));
    // Fastify would refuse a malformed content type with 415; every body is read as JSON, whatever its type says.
    delete request.raw.headers['content-type'];
    if (!(await waitFor(seeded, reply))) return reply;
    return;
  });
  readBodies(app, limits, context.stopping);
  app.setValidatorCompiler(bodyCompiler(context.stopping));
  // What is answered goes out as it is: the schemas of answers are for the document alone.
  app.setSerializerCompiler(() => (value) => JSON.stringify(value));
  app.setErrorHandler<Error & { statusCode?: number }>((error, request, reply) => {
    if (error instanceof Refusal) refuse(reply, error.statusCode, error.message, error.path);
    else if (error instanceof ParameterError) refuse(reply, 400, error.message, `/${error.parameter}`);
    else if (error.statusCode !== undefined && error.statusCode < 500)
      refuse(reply, error.statusCode, error.message, '');
    else if (error instanceof StateFullError) refuse(reply, 413, error.message, '');
    else if (isUnwritten(error)) refuse(reply, 500, unwritten(error), '');
    else {
      request.log.error({ err: error }, 'unexpected failure');
      refuse(reply, 500, 'an unexpected failure; the log has it', '');
    }
  });
  const unknown = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    refuse(reply, 404, `there is no ${request.method} ${request.url}; docs/admin-api.md has all of /__mock`, '');
    return reply;
  };
  // Every method: the rest would be answered by the emulated API, which any page may call.
  const notOfRoot = allMethods.filter((method) => method !== 'GET' && method !== 'HEAD');
  app.route({ method: allMethods, url: '/*', onRequest: unknown, handler: () => undefined });
  app.route({ method: notOfRoot, url: '/', onRequest: unknown, handler: () => undefined });

  documentRoute(app);
  app.get(
    '/',
    {
      schema: operation({
        operationId: 'getMock',
        summary: 'The mock as a whole',
        response: { 200: answered('What it is.', MockView) },
      }),
    },
    (_request, reply) => {
      const accounts = store.accounts.names();
      const view: MockView = {
        name,
        version,
        seed: seedOf(context),
        people: store.people.count(),
        accounts: accounts.length,
        jobs: store.jobs.count(),
        uptime: Math.floor((now() - began) / 1000),
        replica: config.replica ?? hostname(),
        memory: memoryOf(context),
      };
      reply.send(view);
    },
  );
  app.post(
    '/reset',
    {
      schema: operation({
        operationId: 'resetMock',
        summary: 'Put everything back',
        description: 'As it was after the start: accounts, jobs, faults, clocks, snapshots and journal.',
        response: { 204: { description: 'Everything is as it was.' } },
      }),
    },
    (_request, reply) => {
      store.snapshots.reset();
      journal.startAnew();
      disclosures.clearAll();
      reply.code(204).send();
    },
  );
  for (const routes of [
    accountRoutes,
    creditRoutes,
    jobRoutes,
    peopleRoutes,
    faultRoutes,
    clockRoutes,
    requestRoutes,
    snapshotRoutes,
  ]) {
    app.register(routes, { context });
  }
  app.register(coverageRoutes, { coverage });
  end();
};
