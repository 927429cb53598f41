import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import { type Static, Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { endpoints } from '../api/endpoints.ts';
import { parameterCompiler } from '../api/parameters.ts';
import type { JournalFilter } from './journal.ts';
import { accountOf, done, Refusal, type Steering } from './steering.ts';

export const RequestsQuery = Type.Object({
  endpoint: Type.Optional(
    Type.Union(
      endpoints.map((endpoint) => Type.Literal(endpoint)),
      { description: 'Requests to this endpoint alone.' },
    ),
  ),
  status: Type.Optional(Type.Integer({ minimum: 100, maximum: 599, description: 'Requests with this status alone.' })),
  since: Type.Optional(
    Type.String({ format: 'date-time', description: "Requests from this time on, on the account's clock." }),
  ),
  limit: Type.Integer({
    minimum: 0,
    maximum: 10_000,
    default: 10_000,
    description: 'The latest of them, so many at most.',
  }),
});
export type RequestsQuery = Static<typeof RequestsQuery>;

const filterOf = ({ endpoint, status, since }: RequestsQuery): JournalFilter => {
  if (since !== undefined && !Value.Check(RequestsQuery.properties.since, since)) {
    throw new Refusal(`since must be a time such as 2026-05-06T14:23:11Z; found ${JSON.stringify(since)}`, '/since');
  }
  return {
    ...(endpoint !== undefined && { endpoint }),
    ...(status !== undefined && { status }),
    ...(since !== undefined && { since }),
  };
};

export const requestRoutes: FastifyPluginCallbackTypebox<{ steering: Steering }> = (app, { steering }, end) => {
  const { journal } = steering;
  const options = { schema: { querystring: RequestsQuery }, validatorCompiler: parameterCompiler };
  type Route = { Params: { account: string }; Querystring: RequestsQuery };

  const read = (account: string | undefined, query: RequestsQuery) => {
    const { requests, dropped } = journal.read(account, filterOf(query));
    return { requests: requests.slice(Math.max(0, requests.length - query.limit)), dropped };
  };

  app.get<Route>('/requests', options, (request, reply) => {
    reply.send(read(undefined, request.query));
  });
  app.get<Route>('/requests/count', options, (request, reply) => {
    reply.send({ count: journal.read(undefined, filterOf(request.query)).requests.length });
  });
  app.get<Route>('/accounts/:account/requests', options, (request, reply) => {
    reply.send(read(accountOf(steering, request.params.account).name, request.query));
  });
  app.get<Route>('/accounts/:account/requests/count', options, (request, reply) => {
    const { name } = accountOf(steering, request.params.account);
    reply.send({ count: journal.read(name, filterOf(request.query)).requests.length });
  });
  app.delete<Route>('/accounts/:account/requests', (request, reply) => {
    journal.clear(accountOf(steering, request.params.account).name);
    done(reply, true, 'requests');
  });
  app.delete('/requests', (_request, reply) => {
    journal.clearAll();
    done(reply, true, 'requests');
  });
  end();
};
