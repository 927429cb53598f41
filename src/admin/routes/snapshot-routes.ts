import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import { Type } from '@sinclair/typebox';
import { type AdminContext, done, Refusal } from '../admin-context.ts';
import { answered, doneAnswers, operations } from '../schemas/operation.ts';
import { SnapshotList } from '../schemas/views.ts';

const operation = operations('Snapshots');

const SnapshotParams = Type.Object({ name: Type.String({ description: 'What the snapshot is called.' }) });

/** How many snapshots there may be, and how long their names: a list of all is made in one piece. */
const mostSnapshots = 1000;
const longestName = 200;

export const snapshotRoutes: FastifyPluginCallbackTypebox<{ context: AdminContext }> = (app, { context }, end) => {
  const { snapshots } = context.store;
  const checkName = (name: string): void => {
    if (name === '' || name.length > longestName) {
      throw new Refusal(`expected a name of 1 to ${longestName} letters; found one of ${name.length}`, '/name');
    }
    const names = snapshots.names();
    if (names.length < mostSnapshots || names.includes(name)) return;
    throw new Refusal(`there are ${mostSnapshots} snapshots, which is the most: DELETE some first`, '');
  };

  const what = (name: string): string => `snapshot ${JSON.stringify(name)}`;

  app.get(
    '/snapshots',
    {
      schema: operation({
        operationId: 'listSnapshots',
        summary: 'All snapshots',
        response: { 200: answered('Their names.', SnapshotList) },
      }),
    },
    (_request, reply) => {
      reply.send({ snapshots: snapshots.names() });
    },
  );
  app.put(
    '/snapshots/:name',
    {
      schema: operation({
        operationId: 'saveSnapshot',
        summary: 'Put the whole state aside',
        description: 'In place of what is there under that name. All but the journal.',
        params: SnapshotParams,
        response: { 204: { description: 'It is there.' } },
      }),
    },
    (request, reply) => {
      checkName(request.params.name);
      snapshots.save(request.params.name);
      done(reply, true, what(request.params.name));
    },
  );
  app.post(
    '/snapshots/:name/restore',
    {
      schema: operation({
        operationId: 'restoreSnapshot',
        summary: 'Put the whole state back',
        params: SnapshotParams,
        response: doneAnswers('The state is as it was.', 'snapshot'),
      }),
    },
    (request, reply) => {
      const { name } = request.params;
      if (snapshots.names().includes(name)) context.disclosures.keepValues();
      done(reply, snapshots.restore(name), what(name));
    },
  );
  app.delete(
    '/snapshots/:name',
    {
      schema: operation({
        operationId: 'removeSnapshot',
        summary: 'Forget a snapshot',
        params: SnapshotParams,
        response: doneAnswers('It is gone.', 'snapshot'),
      }),
    },
    (request, reply) => {
      done(reply, snapshots.remove(request.params.name), what(request.params.name));
    },
  );
  end();
};
