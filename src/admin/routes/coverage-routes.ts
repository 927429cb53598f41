import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import type { Coverage } from '../coverage/coverage.ts';
import { CoverageView } from '../schemas/response-bodies.ts';
import { describeJsonResponse, describeRoute } from '../schemas/route-schemas.ts';

const schemas = {
  get: describeRoute('Coverage', {
    operationId: 'getCoverage',
    summary: 'List which parts of the contract clients have covered',
    description: 'Counts the calls of all accounts since the start. A reset does not change it.',
    response: {
      200: describeJsonResponse('All parts of the contract, with how often each was covered.', CoverageView),
    },
  }),
  clear: describeRoute('Coverage', {
    operationId: 'clearCoverage',
    summary: 'Clear the coverage',
    response: { 204: { description: 'Nothing is covered.' } },
  }),
};

/** Routes for the coverage of the contract. */
export const coverageRoutes: FastifyPluginCallbackTypebox<{ coverage: Coverage }> = (app, { coverage }, end) => {
  app.get('/coverage', { schema: schemas.get }, () => coverage.view());
  app.delete('/coverage', { schema: schemas.clear }, (_request, reply) => {
    coverage.clear();
    reply.code(204).send();
  });
  end();
};
