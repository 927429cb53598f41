import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import { type TSchema, Type } from '@sinclair/typebox';
import type { FaultRow } from '../../db/repositories/fault-repository.ts';
import { type AdminContext, accountOf, done, Refusal } from '../admin-context.ts';
import { isUnanswered } from '../faults/broken-connections.ts';
import { AccountParams, answered, doneAnswers, notThere, operations } from '../schemas/operation.ts';
import { FaultBody, FaultChange } from '../schemas/request-bodies.ts';
import { FaultList, FaultView } from '../schemas/views.ts';
import { sendList } from '../send-list.ts';

export const faultView = ({ id, definition, seen, fired }: FaultRow): FaultView => ({
  id,
  enabled: true,
  ...(JSON.parse(definition) as FaultBody),
  seen,
  fired,
});

/** Headers that say how the body is sent, which follows from the body. */
const framing = ['connection', 'content-length', 'keep-alive', 'trailer', 'transfer-encoding', 'upgrade'];

/** How many faults an account may have, and how many bytes of JSON each may take. */
const mostFaults = 100;
const mostBytes = 64 * 1024;

/** The statuses that go with a Retry-After (E6, E13). */
const waitStatuses: readonly unknown[] = [429, 503];

/** The header that a fault sets itself under a name, in any letter case. */
export const ownHeader = ({ headers = {} }: FaultBody, name: string): [name: string, value: string] | undefined =>
  Object.entries(headers).find(([each]) => each.toLowerCase() === name);

const checkHeaders = (body: FaultBody): void => {
  for (const name of Object.keys(body.headers ?? {})) {
    if (framing.includes(name.toLowerCase())) {
      throw new Refusal(`expected no header that says how a body is sent; found ${name}`, `/headers/${name}`);
    }
  }
  const { status, retry_after } = body;
  if (retry_after === undefined) return;
  if (!waitStatuses.includes(status)) {
    throw new Refusal(`expected a status of 429 or 503 beside it; found ${status ?? 'none'}`, '/retry_after');
  }
  const [name, value] = ownHeader(body, 'retry-after') ?? [];
  if (name !== undefined && value !== String(retry_after)) {
    throw new Refusal(
      `expected ${retry_after}, as retry_after says, or no such header; found ${value}`,
      `/headers/${name}`,
    );
  }
};

/** Whether a fault says how a call ends, or only delays it. */
export const endsCall = ({ status, body, headers, connection }: FaultBody): boolean =>
  [status, body, headers, connection].some((each) => each !== undefined);

/** @throws Refusal for the first thing that is wrong with a fault as a whole */
const check = (body: FaultBody): void => {
  checkHeaders(body);
  if (typeof body.delay_ms === 'object' && body.delay_ms.min > body.delay_ms.max) {
    throw new Refusal(`expected a min of at most ${body.delay_ms.max}; found ${body.delay_ms.min}`, '/delay_ms/min');
  }
  for (const key of ['status', 'body', 'headers'] as const) {
    if (isUnanswered(body.connection) && body[key] !== undefined) {
      throw new Refusal(`expected no ${key}: connection ${body.connection} ends without an answer`, `/${key}`);
    }
  }
  if (!endsCall(body) && body.delay_ms === undefined) {
    throw new Refusal('expected a status, body, headers, delay_ms or connection, or the fault does nothing', '');
  }
};

/** A fault that was checked, as it is kept. @throws Refusal */
const definitionOf = (body: FaultBody): string => {
  check(body);
  const definition = JSON.stringify(body);
  const bytes = Buffer.byteLength(definition);
  if (bytes > mostBytes) {
    throw new Refusal(`expected a fault of at most ${mostBytes} bytes of JSON; found ${bytes}: shorten its body`, '');
  }
  return definition;
};

/** A fault with a change: null takes a field away, but of `body`, which may be null itself. */
const changed = (before: FaultBody, change: FaultChange): FaultBody => {
  const fields = Object.entries({ ...before, ...change });
  return Object.fromEntries(fields.filter(([name, value]) => value !== null || name === 'body'));
};

const operation = operations('Faults');

const FaultId = Type.Object({ id: Type.String({ description: 'The id of the fault.' }) });

/** Who has faults. */
type Owner = { kind: '' | 'Anonymous'; whose: string; all: { params?: TSchema }; one: TSchema };
const anAccount: Owner = {
  kind: '',
  whose: 'an account',
  all: { params: AccountParams },
  one: Type.Object({ ...AccountParams.properties, ...FaultId.properties }),
};
const nobody: Owner = { kind: 'Anonymous', whose: 'callers without a valid token', all: {}, one: FaultId };

export const faultRoutes: FastifyPluginCallbackTypebox<{ context: AdminContext }> = (app, { context }, end) => {
  const { faults } = context.store;
  type Params = { account: string; id: string };

  /** All faults, each read when it is asked for: many may have large bodies. */
  function* views(account: string): Generator<FaultView> {
    for (const id of faults.ids(account)) {
      const row = faults.find(account, id);
      if (row) yield faultView(row);
    }
  }

  const add = (account: string, body: FaultBody): FaultView => {
    const definition = definitionOf(body);
    if (faults.ids(account).length >= mostFaults) {
      throw new Refusal(`expected at most ${mostFaults} faults; there are so many already: DELETE some`, '');
    }
    return faultView({ id: faults.make(account, definition), definition, seen: 0, fired: 0 });
  };

  /** @throws Refusal, 404, for an id that none of the faults has */
  const find = (account: string, id: string): FaultRow => {
    const row = faults.find(account, Number(id));
    if (!row || String(row.id) !== id) throw new Refusal(`there is no fault ${JSON.stringify(id)}`, '', 404);
    return row;
  };

  const change = (account: string, id: string, body: FaultChange): FaultView => {
    const row = find(account, id);
    const definition = definitionOf(changed(JSON.parse(row.definition), body));
    faults.change(account, row.id, definition);
    return faultView({ ...row, definition });
  };

  /** The same verbs for an account's faults, and for those of callers without an account. */
  const routes = (url: string, { kind, whose, all, one }: Owner, owner: (params: Params) => string): void => {
    const noOwner = all.params && notThere('account');
    app.post<{ Params: Params; Body: FaultBody }>(
      url,
      {
        schema: operation({
          operationId: `make${kind}Fault`,
          summary: `Make calls of ${whose} fail`,
          ...all,
          body: FaultBody,
          response: { 201: answered('The fault.', FaultView), ...noOwner },
        }),
      },
      (request, reply) => {
        reply.code(201).send(add(owner(request.params), request.body));
      },
    );
    app.get<{ Params: Params }>(
      url,
      {
        schema: operation({
          operationId: `list${kind}Faults`,
          summary: `All faults of ${whose}`,
          ...all,
          response: { 200: answered('The faults, with how often each fired.', FaultList), ...noOwner },
        }),
      },
      (request, reply) => {
        sendList(reply, 'faults', views(owner(request.params)));
      },
    );
    app.delete<{ Params: Params }>(
      url,
      {
        schema: operation({
          operationId: `clear${kind}Faults`,
          summary: `Take all faults of ${whose} away`,
          ...all,
          response: { 204: { description: 'There are none.' }, ...noOwner },
        }),
      },
      (request, reply) => {
        faults.clear(owner(request.params));
        done(reply, true, 'faults');
      },
    );
    app.patch<{ Params: Params; Body: FaultChange }>(
      `${url}/:id`,
      {
        schema: operation({
          operationId: `change${kind}Fault`,
          summary: `Change a fault of ${whose}, or switch it off and on`,
          description:
            'What is not named stays, how often it was looked at and fired too. The fault that results is checked as a new one is.',
          params: one,
          body: FaultChange,
          response: { 200: answered('The fault as it is now.', FaultView), ...notThere('fault') },
        }),
      },
      (request, reply) => {
        reply.send(change(owner(request.params), request.params.id, request.body));
      },
    );
    app.delete<{ Params: Params }>(
      `${url}/:id`,
      {
        schema: operation({
          operationId: `remove${kind}Fault`,
          summary: `Take a fault of ${whose} away`,
          params: one,
          response: doneAnswers('It is gone.', 'fault'),
        }),
      },
      (request, reply) => {
        const account = owner(request.params);
        faults.remove(account, find(account, request.params.id).id);
        done(reply, true, 'fault');
      },
    );
  };
  routes('/accounts/:account/faults', anAccount, ({ account }) => accountOf(context, account).name);
  routes('/faults', nobody, () => '');
  end();
};
