import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import { done } from '../admin-context.ts';
import type { Coverage } from '../coverage/coverage.ts';
import { answered, operations } from '../schemas/operation.ts';
import { CoverageView } from '../schemas/views.ts';

const operation = operations('Coverage');

export const coverageRoutes: FastifyPluginCallbackTypebox<{ coverage: Coverage }> = (app, { coverage }, end) => {
  app.get(
    '/coverage',
    {
      schema: operation({
        operationId: 'getCoverage',
        summary: 'What of the contract clients have met',
        description: 'Since the start, all accounts together; a reset leaves it alone.',
        response: { 200: answered('What was met, how often, and what not.', CoverageView) },
      }),
    },
    (_request, reply) => {
      reply.send(coverage.view());
    },
  );
  app.delete(
    '/coverage',
    {
      schema: operation({
        operationId: 'clearCoverage',
        summary: 'Start the coverage anew',
        response: { 204: { description: 'Nothing is met.' } },
      }),
    },
    (_request, reply) => {
      coverage.clear();
      done(reply, true, 'coverage');
    },
  );
  end();
};
