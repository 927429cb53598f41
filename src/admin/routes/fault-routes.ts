import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import { Type } from '@sinclair/typebox';
import type { FaultRow } from '../../db/repositories/fault-repository.ts';
import type { AdminContext } from '../admin-context.ts';
import { AdminError, notFoundError } from '../admin-errors.ts';
import { applyFaultChange, toFaultDefinition, toFaultView } from '../faults/fault-definition.ts';
import { FaultBody, FaultChange } from '../schemas/request-bodies.ts';
import { FaultList, FaultView } from '../schemas/response-bodies.ts';
import {
  AccountParams,
  describeAccountRoute,
  describeRoute,
  jsonResponse,
  notFoundResponse,
} from '../schemas/route-schemas.ts';
import { sendJsonList } from '../send-json-list.ts';

/** The limit on the faults of an account, and on those for callers without a valid token. */
const maxFaults = 100;

type FaultStore = AdminContext['store']['faults'];

const faultId = { id: Type.String({ description: 'The id of the fault.' }) };
const changeDescription =
  'Fields that are not sent stay, and so do the numbers of calls that the fault was compared with and fired for. The changed fault is checked as a new one is.';

const accountSchemas = {
  create: describeAccountRoute('Faults', {
    operationId: 'makeFault',
    summary: 'Make calls of an account fail',
    body: FaultBody,
    response: { 201: jsonResponse('The fault.', FaultView) },
  }),
  list: describeAccountRoute('Faults', {
    operationId: 'listFaults',
    summary: 'List all faults of an account',
    response: { 200: jsonResponse('The faults, with how often each fired.', FaultList) },
  }),
  clear: describeAccountRoute('Faults', {
    operationId: 'clearFaults',
    summary: 'Remove all faults of an account',
    response: { 204: { description: 'The account has no faults.' } },
  }),
  update: describeAccountRoute('Faults', {
    operationId: 'changeFault',
    summary: 'Update a fault of an account, or switch it off and on',
    description: changeDescription,
    params: Type.Object({ ...AccountParams.properties, ...faultId }),
    body: FaultChange,
    response: { 200: jsonResponse('The fault after the change.', FaultView), ...notFoundResponse('account or fault') },
  }),
  delete: describeAccountRoute('Faults', {
    operationId: 'removeFault',
    summary: 'Remove a fault of an account',
    params: Type.Object({ ...AccountParams.properties, ...faultId }),
    response: { 204: { description: 'The fault is removed.' }, ...notFoundResponse('account or fault') },
  }),
};

const anonymousSchemas = {
  create: describeRoute('Faults', {
    operationId: 'makeAnonymousFault',
    summary: 'Make calls without a valid token fail',
    body: FaultBody,
    response: { 201: jsonResponse('The fault.', FaultView) },
  }),
  list: describeRoute('Faults', {
    operationId: 'listAnonymousFaults',
    summary: 'List all faults for calls without a valid token',
    response: { 200: jsonResponse('The faults, with how often each fired.', FaultList) },
  }),
  clear: describeRoute('Faults', {
    operationId: 'clearAnonymousFaults',
    summary: 'Remove all faults for calls without a valid token',
    response: { 204: { description: 'There are no faults for these calls.' } },
  }),
  update: describeRoute('Faults', {
    operationId: 'changeAnonymousFault',
    summary: 'Update a fault for calls without a valid token, or switch it off and on',
    description: changeDescription,
    params: Type.Object(faultId),
    body: FaultChange,
    response: { 200: jsonResponse('The fault after the change.', FaultView), ...notFoundResponse('fault') },
  }),
  delete: describeRoute('Faults', {
    operationId: 'removeAnonymousFault',
    summary: 'Remove a fault for calls without a valid token',
    params: Type.Object(faultId),
    response: { 204: { description: 'The fault is removed.' }, ...notFoundResponse('fault') },
  }),
};

/** Reads the faults of an account one by one, as they are iterated over: they may have large bodies. */
function* listFaults(faults: FaultStore, account: string): Generator<FaultView> {
  for (const id of faults.ids(account)) {
    const row = faults.find(account, id);
    if (row) yield toFaultView(row);
  }
}

/** @throws AdminError with 404 if the account has no fault with this id */
const getFault = (faults: FaultStore, account: string, id: string): FaultRow => {
  const row = faults.find(account, Number(id));
  if (!row || String(row.id) !== id) throw notFoundError(`fault ${JSON.stringify(id)}`);
  return row;
};

const createFault = (faults: FaultStore, account: string, body: FaultBody): FaultView => {
  const definition = toFaultDefinition(body);
  if (faults.ids(account).length >= maxFaults) {
    throw new AdminError(`expected at most ${maxFaults} faults; there are so many already: DELETE some`, '');
  }
  return toFaultView({ id: faults.make(account, definition), definition, seen: 0, fired: 0 });
};

const updateFault = (faults: FaultStore, account: string, id: string, change: FaultChange): FaultView => {
  const row = getFault(faults, account, id);
  const definition = toFaultDefinition(applyFaultChange(JSON.parse(row.definition), change));
  faults.change(account, row.id, definition);
  return toFaultView({ ...row, definition });
};

type Options = {
  faults: FaultStore;
  schemas: typeof accountSchemas | typeof anonymousSchemas;
  /** Returns the name of the account whose faults a call is about; '' for calls without a valid token. */
  findOwner: (request: { targetAccount: { name: string } }) => string;
};

const faultRoutes: FastifyPluginCallbackTypebox<Options> = (app, { faults, schemas, findOwner }, end) => {
  type WithId = { Params: { id: string } };

  app.post<{ Body: FaultBody }>('/faults', { schema: schemas.create }, (request, reply) => {
    reply.code(201).send(createFault(faults, findOwner(request), request.body));
  });
  app.get('/faults', { schema: schemas.list }, (request, reply) => {
    sendJsonList(reply, 'faults', listFaults(faults, findOwner(request)));
  });
  app.delete('/faults', { schema: schemas.clear }, (request, reply) => {
    faults.clear(findOwner(request));
    reply.code(204).send();
  });
  app.patch<WithId & { Body: FaultChange }>('/faults/:id', { schema: schemas.update }, (request) =>
    updateFault(faults, findOwner(request), request.params.id, request.body),
  );
  app.delete<WithId>('/faults/:id', { schema: schemas.delete }, (request, reply) => {
    const owner = findOwner(request);
    faults.remove(owner, getFault(faults, owner, request.params.id).id);
    reply.code(204).send();
  });
  end();
};

/** Routes for the faults of an account. */
export const accountFaultRoutes: FastifyPluginCallbackTypebox<{ context: AdminContext }> = (app, { context }, end) => {
  const { faults } = context.store;
  app.register(faultRoutes, { faults, schemas: accountSchemas, findOwner: ({ targetAccount }) => targetAccount.name });
  end();
};

/** Routes for the faults of callers without a valid token. */
export const anonymousFaultRoutes: FastifyPluginCallbackTypebox<{ context: AdminContext }> = (
  app,
  { context },
  end,
) => {
  const { faults } = context.store;
  app.register(faultRoutes, { faults, schemas: anonymousSchemas, findOwner: () => '' });
  end();
};
