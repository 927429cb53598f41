import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import { Value } from '@sinclair/typebox/value';
import type { FastifyReply } from 'fastify';
import type { AdminContext } from '../admin-context.ts';
import { AdminError } from '../admin-errors.ts';
import type { Journal } from '../journal/journal.ts';
import type { JournalFilter } from '../journal/journal-entry.ts';
import { adminParameterCompiler as validatorCompiler } from '../schemas/check-query-parameters.ts';
import { CountQuery, RequestsQuery } from '../schemas/query-parameters.ts';
import {
  FindingList,
  type JournalEntry,
  RequestCount,
  type RequestFinding,
  RequestList,
} from '../schemas/response-bodies.ts';
import { describeAccountRoute, describeJsonResponse, describeRoute } from '../schemas/route-schemas.ts';
import { sendJsonList } from '../send-json-list.ts';

const listResponse = { 200: describeJsonResponse('The requests that meet the filter.', RequestList) };
const countResponse = { 200: describeJsonResponse('The number of requests that meet the filter.', RequestCount) };
const clearResponse = { 204: { description: 'The journal is empty.' } };

const schemas = {
  listAll: describeRoute('Requests', {
    operationId: 'listAllRequests',
    summary: 'List the requests of all callers',
    description: 'The requests of every account, and of callers without an account.',
    querystring: RequestsQuery,
    response: listResponse,
  }),
  countAll: describeRoute('Requests', {
    operationId: 'countAllRequests',
    summary: 'Count the requests of all callers',
    querystring: CountQuery,
    response: countResponse,
  }),
  clearAll: describeRoute('Requests', {
    operationId: 'clearAllRequests',
    summary: 'Empty the whole journal',
    response: clearResponse,
  }),
  list: describeAccountRoute('Requests', {
    operationId: 'listRequests',
    summary: 'List the requests of an account',
    querystring: RequestsQuery,
    response: listResponse,
  }),
  count: describeAccountRoute('Requests', {
    operationId: 'countRequests',
    summary: 'Count the requests of an account',
    querystring: CountQuery,
    response: countResponse,
  }),
  clear: describeAccountRoute('Requests', {
    operationId: 'clearRequests',
    summary: "Empty an account's journal",
    response: clearResponse,
  }),
  listFindings: describeAccountRoute('Requests', {
    operationId: 'listFindings',
    summary: 'List the findings of an account',
    description: "Mistakes in the client's requests that the vendor would have accepted in silence.",
    response: { 200: describeJsonResponse('The findings.', FindingList) },
  }),
};

/** @throws AdminError if `since` is not a time */
const toFilter = (query: CountQuery): JournalFilter => {
  const { since } = query;
  if (since !== undefined && !Value.Check(RequestsQuery.properties.since, since)) {
    throw new AdminError(`since must be a time such as 2026-05-06T14:23:11Z; found ${JSON.stringify(since)}`, '/since');
  }
  return query;
};

/** @param account undefined for the requests of all callers */
const sendRequests = (
  reply: FastifyReply,
  journal: Journal,
  account: string | undefined,
  query: RequestsQuery,
): void => {
  const { entries, dropped } = journal.read(account, toFilter(query), query.limit);
  sendJsonList(reply, 'requests', entries, () => ({ dropped: dropped() }));
};

const countRequests = (journal: Journal, account: string | undefined, query: CountQuery): RequestCount => ({
  count: journal.read(account, toFilter(query)).count,
});

function* listFindings(entries: Iterable<JournalEntry>): Generator<RequestFinding> {
  for (const { id, at, endpoint, path, findings } of entries) {
    for (const finding of findings) yield { request_id: id, at, endpoint, path, ...finding };
  }
}

/** Routes for the requests of all callers together. */
export const allRequestsRoutes: FastifyPluginCallbackTypebox<{ context: AdminContext }> = (app, { context }, end) => {
  const { journal, histories } = context;

  app.get('/requests', { schema: schemas.listAll, validatorCompiler }, (request, reply) => {
    sendRequests(reply, journal, undefined, request.query);
  });
  app.get('/requests/count', { schema: schemas.countAll, validatorCompiler }, (request) =>
    countRequests(journal, undefined, request.query),
  );
  app.delete('/requests', { schema: schemas.clearAll }, (_request, reply) => {
    journal.clearAll();
    histories.clearAll();
    reply.code(204).send();
  });
  end();
};

/** Routes for the requests of an account, and for the findings about them. */
export const accountRequestRoutes: FastifyPluginCallbackTypebox<{ context: AdminContext }> = (
  app,
  { context },
  end,
) => {
  const { journal, histories } = context;

  app.get('/requests', { schema: schemas.list, validatorCompiler }, ({ targetAccount, query }, reply) => {
    sendRequests(reply, journal, targetAccount.name, query);
  });
  app.get('/requests/count', { schema: schemas.count, validatorCompiler }, ({ targetAccount, query }) =>
    countRequests(journal, targetAccount.name, query),
  );
  app.delete('/requests', { schema: schemas.clear }, ({ targetAccount }, reply) => {
    journal.clear(targetAccount.name);
    histories.clear(targetAccount.name);
    reply.code(204).send();
  });
  app.get('/findings', { schema: schemas.listFindings }, ({ targetAccount }, reply) => {
    const { entries, dropped } = journal.read(targetAccount.name, {});
    sendJsonList(reply, 'findings', listFindings(entries), () => ({ dropped: dropped() }));
  });
  end();
};
