import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import { done, type Steering } from './steering.ts';

export const snapshotRoutes: FastifyPluginCallbackTypebox<{ steering: Steering }> = (app, { steering }, end) => {
  const { snapshots } = steering.store;
  type Params = { name: string };
  const what = (name: string): string => `snapshot ${JSON.stringify(name)}`;

  app.get('/snapshots', (_request, reply) => {
    reply.send({ snapshots: snapshots.names() });
  });
  app.put<{ Params: Params }>('/snapshots/:name', (request, reply) => {
    snapshots.save(request.params.name);
    done(reply, true, what(request.params.name));
  });
  app.post<{ Params: Params }>('/snapshots/:name/restore', (request, reply) => {
    done(reply, snapshots.restore(request.params.name), what(request.params.name));
  });
  app.delete<{ Params: Params }>('/snapshots/:name', (request, reply) => {
    done(reply, snapshots.remove(request.params.name), what(request.params.name));
  });
  end();
};
