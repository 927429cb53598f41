import type { FastifyInstance } from 'fastify';
import { repeatDamaged } from '../db/connection/damaged-data.ts';

/**
 * Runs a handler a second time if it found the seed data damaged, once the data is regenerated. The second run repeats no
 * effect, because a handler that fails undoes what it wrote. The one exception is a poll of a job, which counts twice.
 */
export const retryDamagedCalls = (app: FastifyInstance): void => {
  app.addHook('onRoute', (route) => {
    const { handler } = route;
    route.handler = function (request, reply) {
      const handle = (): unknown => handler.call(this, request, reply);
      // Fastify would send the result undefined of a promise as a second answer, besides the answer of the handler.
      return repeatDamaged(handle, async () => (await handle()) ?? reply);
    };
  });
};
