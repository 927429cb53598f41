import type { FastifyPluginCallback } from 'fastify';

/** `/livez` answers 200 as soon as the server listens. `/readyz` answers 503 until the data is loaded, then 200. Neither needs a token. */
export const healthRoutes: FastifyPluginCallback<{ dataLoaded: Promise<void> }> = (app, { dataLoaded }, done) => {
  let ready = false;
  dataLoaded.then(
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
