import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import { Type } from '@sinclair/typebox';
import type { AdminContext } from '../admin-context.ts';
import { AdminError, createNotFoundError } from '../admin-errors.ts';
import { maxSnapshots } from '../admin-limits.ts';
import { SnapshotList } from '../schemas/response-bodies.ts';
import { describeJsonResponse, describeNotFoundResponse, describeRoute } from '../schemas/route-schemas.ts';

const params = Type.Object({ name: Type.String({ description: 'The name of the snapshot.' }) });

const schemas = {
  list: describeRoute('Snapshots', {
    operationId: 'listSnapshots',
    summary: 'List all snapshots',
    response: { 200: describeJsonResponse('Their names.', SnapshotList) },
  }),
  save: describeRoute('Snapshots', {
    operationId: 'saveSnapshot',
    summary: 'Save the whole state as a snapshot',
    description: 'Replaces a snapshot of the same name. The journal is not part of a snapshot.',
    params,
    response: { 204: { description: 'The snapshot is saved.' } },
  }),
  restore: describeRoute('Snapshots', {
    operationId: 'restoreSnapshot',
    summary: 'Restore the state of a snapshot',
    params,
    response: { 204: { description: 'The state is restored.' }, ...describeNotFoundResponse('snapshot') },
  }),
  delete: describeRoute('Snapshots', {
    operationId: 'removeSnapshot',
    summary: 'Delete a snapshot',
    params,
    response: { 204: { description: 'The snapshot is deleted.' }, ...describeNotFoundResponse('snapshot') },
  }),
};

const maxNameLength = 200;

/** @throws AdminError if no snapshot can be saved under a name */
const checkName = (name: string, existingNames: readonly string[]): void => {
  if (name === '' || name.length > maxNameLength) {
    throw new AdminError(`expected a name of 1 to ${maxNameLength} letters; found one of ${name.length}`, '/name');
  }
  if (existingNames.length < maxSnapshots || existingNames.includes(name)) return;
  throw new AdminError(`there are ${maxSnapshots} snapshots, which is the limit: DELETE some first`, '');
};

const createSnapshotNotFoundError = (name: string): AdminError =>
  createNotFoundError(`snapshot ${JSON.stringify(name)}`);

/** Routes for snapshots of the whole state. */
export const snapshotRoutes: FastifyPluginCallbackTypebox<{ context: AdminContext }> = (app, { context }, end) => {
  const { store, disclosures } = context;
  const { snapshots } = store;

  app.get('/snapshots', { schema: schemas.list }, () => ({ snapshots: snapshots.listNames() }));
  app.put('/snapshots/:name', { schema: schemas.save }, ({ params: { name } }, reply) => {
    checkName(name, snapshots.listNames());
    snapshots.save(name);
    reply.code(204).send();
  });
  app.post('/snapshots/:name/restore', { schema: schemas.restore }, ({ params: { name } }, reply) => {
    if (!snapshots.listNames().includes(name)) throw createSnapshotNotFoundError(name);
    disclosures.keepValues();
    snapshots.restore(name);
    reply.code(204).send();
  });
  app.delete('/snapshots/:name', { schema: schemas.delete }, ({ params: { name } }, reply) => {
    if (!snapshots.remove(name)) throw createSnapshotNotFoundError(name);
    reply.code(204).send();
  });
  end();
};
