import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import { type TProperties, Type } from '@sinclair/typebox';
import type { FaultRow } from '../../db/repositories/fault-repository.ts';
import type { AdminContext } from '../admin-context.ts';
import { AdminError, createNotFoundError } from '../admin-errors.ts';
import { maxFaults } from '../admin-limits.ts';
import { applyFaultChange, toFaultDefinition, toFaultView } from '../faults/fault-definition.ts';
import { FaultBody, FaultChange } from '../schemas/request-bodies.ts';
import { FaultList, FaultView } from '../schemas/response-bodies.ts';
import {
  AccountParams,
  describeJsonResponse,
  describeNotFoundResponse,
  describeRoute,
} from '../schemas/route-schemas.ts';
import { sendJsonList } from '../send-json-list.ts';

type FaultRepository = AdminContext['store']['faults'];

/** Describes the routes for the faults of some calls. @param params the parameters of the path before the faults */
const describeRoutes = (kind: '' | 'Anonymous', calls: string, params: TProperties) => {
  const accountNotFound = 'account' in params ? describeNotFoundResponse('account') : {};
  const faultNotFound = describeNotFoundResponse('account' in params ? 'account or fault' : 'fault');
  const allParams = Type.Object(params);
  const faultParams = Type.Object({ ...params, id: Type.String({ description: 'The id of the fault.' }) });
  return {
    create: describeRoute('Faults', {
      operationId: `make${kind}Fault`,
      summary: `Make ${calls} fail`,
      params: allParams,
      body: FaultBody,
      response: { 201: describeJsonResponse('The fault.', FaultView), ...accountNotFound },
    }),
    list: describeRoute('Faults', {
      operationId: `list${kind}Faults`,
      summary: `List all faults for ${calls}`,
      params: allParams,
      response: { 200: describeJsonResponse('The faults, with how often each fired.', FaultList), ...accountNotFound },
    }),
    clear: describeRoute('Faults', {
      operationId: `clear${kind}Faults`,
      summary: `Remove all faults for ${calls}`,
      params: allParams,
      response: { 204: { description: 'The faults are removed.' }, ...accountNotFound },
    }),
    update: describeRoute('Faults', {
      operationId: `change${kind}Fault`,
      summary: `Update a fault for ${calls}, or switch it off and on`,
      description:
        'Fields that are not sent stay as they are, and so do seen and fired. The changed fault is checked as a new one is.',
      params: faultParams,
      body: FaultChange,
      response: { 200: describeJsonResponse('The fault after the change.', FaultView), ...faultNotFound },
    }),
    delete: describeRoute('Faults', {
      operationId: `remove${kind}Fault`,
      summary: `Remove a fault for ${calls}`,
      params: faultParams,
      response: { 204: { description: 'The fault is removed.' }, ...faultNotFound },
    }),
  };
};
const accountSchemas = describeRoutes('', 'calls of an account', AccountParams.properties);
const anonymousSchemas = describeRoutes('Anonymous', 'calls without a valid token', {});

/** Reads the faults of an account one by one, as they are iterated over: they may have large bodies. */
function* listFaults(faults: FaultRepository, account: string): Generator<FaultView> {
  for (const id of faults.listIds(account)) {
    const row = faults.find(account, id);
    if (row) yield toFaultView(row);
  }
}

/** @throws AdminError with 404 if the account has no fault with this id */
const getFault = (faults: FaultRepository, account: string, id: string): FaultRow => {
  const row = faults.find(account, Number(id));
  if (!row || String(row.id) !== id) throw createNotFoundError(`fault ${JSON.stringify(id)}`);
  return row;
};

const createFault = (faults: FaultRepository, account: string, body: FaultBody): FaultView => {
  const definition = toFaultDefinition(body);
  if (faults.listIds(account).length >= maxFaults) {
    throw new AdminError(`there are ${maxFaults} faults, which is the limit: DELETE some first`, '');
  }
  return toFaultView({ id: faults.create(account, definition), definition, seen: 0, fired: 0 });
};

const updateFault = (faults: FaultRepository, account: string, id: string, change: FaultChange): FaultView => {
  const row = getFault(faults, account, id);
  const definition = toFaultDefinition(applyFaultChange(JSON.parse(row.definition), change));
  faults.update(account, row.id, definition);
  return toFaultView({ ...row, definition });
};

type Options = {
  faults: FaultRepository;
  schemas: ReturnType<typeof describeRoutes>;
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
