import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import type { AdminContext } from '../admin-context.ts';
import { clearLogs } from '../exchange-logs.ts';
import { AccountBody, AccountChange } from '../schemas/request-bodies.ts';
import { AccountList, AccountView } from '../schemas/response-bodies.ts';
import {
  describeAccountRoute,
  describeErrorResponse,
  describeJsonResponse,
  describeRoute,
} from '../schemas/route-schemas.ts';
import { createAccount, readAccountView, toAccountView, updateAccount } from './account-operations.ts';

const schemas = {
  create: describeRoute('Accounts', {
    operationId: 'makeAccount',
    summary: 'Create an account',
    description:
      'Create one for each test. A client with the token in the answer has jobs, unlocks, credits and a clock of its own.',
    body: AccountBody,
    response: {
      201: describeJsonResponse('The account.', AccountView),
      409: describeErrorResponse('There is already an account with this name or this token.'),
    },
  }),
  list: describeRoute('Accounts', {
    operationId: 'listAccounts',
    summary: 'List all accounts',
    response: { 200: describeJsonResponse('The accounts.', AccountList) },
  }),
  get: describeAccountRoute('Accounts', {
    operationId: 'getAccount',
    summary: 'Get an account',
    response: { 200: describeJsonResponse('The account.', AccountView) },
  }),
  update: describeAccountRoute('Accounts', {
    operationId: 'changeAccount',
    summary: 'Update an account',
    description:
      'Changes its credits, its quota, whether it is active, whether its tokens are expired, and which findings are muted. Fields that are not sent stay as they are.',
    body: AccountChange,
    response: { 200: describeJsonResponse('The account after the change.', AccountView) },
  }),
  delete: describeAccountRoute('Accounts', {
    operationId: 'deleteAccount',
    summary: 'Delete an account',
    description: 'Deletes everything that belongs to it, too. Its tokens are refused from then on.',
    response: { 204: { description: 'The account is deleted.' } },
  }),
  reset: describeAccountRoute('Accounts', {
    operationId: 'resetAccount',
    summary: 'Reset an account',
    description:
      'Restores the initial state of the account, from the start of the mock or from its creation, and clears its journal.',
    response: { 204: { description: 'The account is reset.' } },
  }),
};

/** Routes for all accounts together. */
export const allAccountsRoutes: FastifyPluginCallbackTypebox<{ context: AdminContext }> = (app, { context }, end) => {
  app.post('/accounts', { schema: schemas.create }, (request, reply) => {
    reply.code(201).send(createAccount(context, request.body));
  });
  app.get('/accounts', { schema: schemas.list }, () => ({
    accounts: context.store.accounts.listWithToken().map(toAccountView),
  }));
  end();
};

/** Routes for one account. */
export const accountRoutes: FastifyPluginCallbackTypebox<{ context: AdminContext }> = (app, { context }, end) => {
  const { store, histories } = context;

  app.get('', { schema: schemas.get }, ({ targetAccount }) => readAccountView(context, targetAccount.name));
  app.patch('', { schema: schemas.update }, ({ targetAccount, body }) => {
    const view = updateAccount(context, targetAccount, body);
    // The client no longer has to wait for a quota that this call may have changed.
    histories.clearWaits(targetAccount.name);
    return view;
  });
  app.delete('', { schema: schemas.delete }, ({ targetAccount: { name } }, reply) => {
    store.snapshots.deleteAccount(name);
    clearLogs(context, name);
    reply.code(204).send();
  });
  app.post('/reset', { schema: schemas.reset }, ({ targetAccount: { name } }, reply) => {
    store.snapshots.resetAccount(name);
    clearLogs(context, name);
    reply.code(204).send();
  });
  end();
};
