import type { FastifyPluginCallback } from 'fastify';

/** `/livez` answers 200 as soon as the port does, `/readyz` 503 until the data is there, then 200. No token is asked for. */
export const health: FastifyPluginCallback<{ seeded: Promise<void> }> = (app, { seeded }, done) => {
  let ready = false;
  seeded.then(
    () => {
      ready = true;
    },
    () => {},
  );
  app.get('/livez', (_request, reply) => reply.send({ status: 'alive' }));
  app.get('/readyz', (_request, reply) =>
    ready ? reply.send({ status: 'ready' }) : reply.code(503).header('retry-after', '1').send({ status: 'seeding' }),
  );
  done();
};
