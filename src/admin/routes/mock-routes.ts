import { hostname } from 'node:os';
import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import { databaseMemoryBounds } from '../../db/database-memory-bounds.ts';
import { name, version } from '../../lib/package-info.ts';
import { type AdminContext, getSeed } from '../admin-context.ts';
import { adminMemoryBounds } from '../admin-memory-bounds.ts';
import { restartLogs } from '../exchange-logs.ts';
import { MockView } from '../schemas/response-bodies.ts';
import { describeJsonResponse, describeRoute } from '../schemas/route-schemas.ts';

const schemas = {
  get: describeRoute('Mock', {
    operationId: 'getMock',
    summary: 'Describe the mock as a whole',
    response: { 200: describeJsonResponse('The mock.', MockView) },
  }),
  reset: describeRoute('Mock', {
    operationId: 'resetMock',
    summary: 'Reset the mock',
    description:
      'Restores the initial state of accounts, jobs, faults and clocks, and deletes the snapshots and the journal. The coverage stays.',
    response: { 204: { description: 'The mock is reset.' } },
  }),
};

/** How much memory each kind of data that outlives a request uses, and how much it may use. */
const readMemoryUse = ({ store, journal, disclosures, histories }: AdminContext): MockView['memory'] => {
  const used = {
    journal: journal.bytes(),
    findings: histories.bytes(),
    disclosures: disclosures.bytes(),
    ...store.people.cachedBytes(),
  };
  const allBounds = { ...adminMemoryBounds, ...databaseMemoryBounds };
  const bounds = Object.entries(allBounds) as [keyof typeof allBounds, number][];
  const bounded = Object.fromEntries(bounds.map(([kind, limit]) => [kind, { bytes: used[kind], limit }]));
  return {
    ...(bounded as Omit<MockView['memory'], 'state'>),
    state: { bytes: store.size.bytes(), limit: store.size.limit ?? null },
  };
};

type MockRoutesOptions = {
  context: AdminContext;
  /** The name by which `GET /__mock` tells this process from others. Default: the name of the host. */
  replica: string | undefined;
};

/** Routes for the mock as a whole. */
export const mockRoutes: FastifyPluginCallbackTypebox<MockRoutesOptions> = (app, { context, replica }, end) => {
  const { store, now } = context;
  const startTime = now();

  app.get(
    '/',
    { schema: schemas.get },
    (): MockView => ({
      name,
      version,
      seed: getSeed(context),
      people: store.people.countShared(),
      accounts: store.accounts.listNames().length,
      jobs: store.jobs.count(),
      uptime: Math.floor((now() - startTime) / 1000),
      replica: replica ?? hostname(),
      memory: readMemoryUse(context),
    }),
  );
  app.post('/reset', { schema: schemas.reset }, (_request, reply) => {
    store.snapshots.reset();
    restartLogs(context);
    reply.code(204).send();
  });
  end();
};
