import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import { Value } from '@sinclair/typebox/value';
import type { FastifyReply } from 'fastify';
import { adminParameterCompiler } from '../../api/schemas/parameters.ts';
import { type AdminContext, accountOf, done, Refusal } from '../admin-context.ts';
import type { JournalFilter } from '../journal/journal.ts';
import { AccountParams, answered, doneAnswers, notThere, operations } from '../schemas/operation.ts';
import { CountQuery, RequestsQuery } from '../schemas/queries.ts';
import { FindingList, type JournalEntry, RequestCount, type RequestFinding, RequestList } from '../schemas/views.ts';
import { sendList } from '../send-list.ts';

const operation = operations('Requests');

/** @throws Refusal for a time that is none */
const filterOf = (query: CountQuery): JournalFilter => {
  const { since } = query;
  if (since !== undefined && !Value.Check(RequestsQuery.properties.since, since)) {
    throw new Refusal(`since must be a time such as 2026-05-06T14:23:11Z; found ${JSON.stringify(since)}`, '/since');
  }
  return query;
};

function* findingsOf(entries: Iterable<JournalEntry>): Generator<RequestFinding> {
  for (const { id, at, endpoint, path, findings } of entries) {
    for (const each of findings) yield { request_id: id, at, endpoint, path, ...each };
  }
}

export const requestRoutes: FastifyPluginCallbackTypebox<{ context: AdminContext }> = (app, { context }, end) => {
  const { journal } = context;
  const list = (reply: FastifyReply, account: string | undefined, query: RequestsQuery): void => {
    const { entries, dropped } = journal.read(account, filterOf(query), query.limit);
    sendList(reply, 'requests', entries, () => ({ dropped: dropped() }));
  };
  const count = (account: string | undefined, query: CountQuery): RequestCount => ({
    count: journal.read(account, filterOf(query)).count,
  });
  const nameOf = (params: { account: string }): string => accountOf(context, params.account).name;
  const validatorCompiler = adminParameterCompiler;

  app.get(
    '/requests',
    {
      schema: operation({
        operationId: 'listAllRequests',
        summary: 'All requests',
        description: 'Those of every account, and of callers without one.',
        querystring: RequestsQuery,
        response: { 200: answered('The requests that meet the filter.', RequestList) },
      }),
      validatorCompiler,
    },
    (request, reply) => {
      list(reply, undefined, request.query);
    },
  );
  app.get(
    '/requests/count',
    {
      schema: operation({
        operationId: 'countAllRequests',
        summary: 'How many requests there were',
        querystring: CountQuery,
        response: { 200: answered('How many meet the filter.', RequestCount) },
      }),
      validatorCompiler,
    },
    (request, reply) => {
      reply.send(count(undefined, request.query));
    },
  );
  app.get(
    '/accounts/:account/requests',
    {
      schema: operation({
        operationId: 'listRequests',
        summary: 'The requests of an account',
        params: AccountParams,
        querystring: RequestsQuery,
        response: { 200: answered('The requests that meet the filter.', RequestList), ...notThere('account') },
      }),
      validatorCompiler,
    },
    (request, reply) => {
      list(reply, nameOf(request.params), request.query);
    },
  );
  app.get(
    '/accounts/:account/requests/count',
    {
      schema: operation({
        operationId: 'countRequests',
        summary: 'How many requests of an account there were',
        params: AccountParams,
        querystring: CountQuery,
        response: { 200: answered('How many meet the filter.', RequestCount), ...notThere('account') },
      }),
      validatorCompiler,
    },
    (request, reply) => {
      reply.send(count(nameOf(request.params), request.query));
    },
  );
  app.get(
    '/accounts/:account/findings',
    {
      schema: operation({
        operationId: 'listFindings',
        summary: 'What the vendor would have let pass in silence',
        params: AccountParams,
        response: { 200: answered('The findings.', FindingList), ...notThere('account') },
      }),
    },
    (request, reply) => {
      const { entries, dropped } = journal.read(nameOf(request.params), {});
      sendList(reply, 'findings', findingsOf(entries), () => ({ dropped: dropped() }));
    },
  );
  app.delete(
    '/accounts/:account/requests',
    {
      schema: operation({
        operationId: 'clearRequests',
        summary: "Empty an account's journal",
        params: AccountParams,
        response: doneAnswers('It is empty.', 'account'),
      }),
    },
    (request, reply) => {
      journal.clear(nameOf(request.params));
      done(reply, true, 'requests');
    },
  );
  app.delete(
    '/requests',
    {
      schema: operation({
        operationId: 'clearAllRequests',
        summary: 'Empty the journal',
        response: { 204: { description: 'It is empty.' } },
      }),
    },
    (_request, reply) => {
      journal.clearAll();
      done(reply, true, 'requests');
    },
  );
  end();
};
