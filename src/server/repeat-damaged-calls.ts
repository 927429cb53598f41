import type { FastifyInstance } from 'fastify';
import { repeatDamaged } from '../db/connection/damaged-data.ts';

/**
 * Has a call whose handler finds the shared data damaged answered once the data is made again: its handler runs a second
 * time. Nothing is done twice, since a handler that fails undoes what it wrote, except that a poll of a job counts twice.
 */
export const repeatDamagedCalls = (app: FastifyInstance): void => {
  app.addHook('onRoute', (route) => {
    const { handler } = route;
    route.handler = function (request, reply) {
      const handle = (): unknown => handler.call(this, request, reply);
      // Where a promise gives nothing, Fastify would send that nothing as an answer beside the handler's own.
      return repeatDamaged(handle, async () => (await handle()) ?? reply);
    };
  });
};
