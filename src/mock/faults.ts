import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import type { FaultRow } from '../store/faults.ts';
import { FaultBody } from './bodies.ts';
import { accountOf, done, Refusal, type Steering } from './steering.ts';

/** A fault as steering shows it: what it was made from, and how often it was looked at and fired. */
export type FaultView = FaultBody & { id: number; seen: number; fired: number };

export const faultView = ({ id, definition, seen, fired }: FaultRow): FaultView => ({
  id,
  ...(JSON.parse(definition) as FaultBody),
  seen,
  fired,
});

/** Headers that say how the body is sent, which follows from the body. */
const framing = ['connection', 'content-length', 'keep-alive', 'trailer', 'transfer-encoding', 'upgrade'];

const check = (body: FaultBody): void => {
  for (const name of Object.keys(body.headers ?? {})) {
    if (framing.includes(name.toLowerCase())) {
      throw new Refusal(`expected no header that says how a body is sent; found ${name}`, `/headers/${name}`);
    }
  }
  if (typeof body.delay_ms === 'object' && body.delay_ms.min > body.delay_ms.max) {
    throw new Refusal(`expected a min of at most ${body.delay_ms.max}; found ${body.delay_ms.min}`, '/delay_ms/min');
  }
  const silent = body.connection === 'reset' || body.connection === 'empty';
  for (const key of ['status', 'body', 'headers'] as const) {
    if (silent && body[key] !== undefined) {
      throw new Refusal(`expected no ${key}: connection ${body.connection} ends without an answer`, `/${key}`);
    }
  }
  if (Object.keys(body).every((key) => ['endpoint', 'skip', 'times', 'probability'].includes(key))) {
    throw new Refusal('expected a status, body, headers, delay_ms or connection, or the fault does nothing', '');
  }
};

export const faultRoutes: FastifyPluginCallbackTypebox<{ steering: Steering }> = (app, { steering }, end) => {
  const { faults } = steering.store;
  type Params = { account: string; id: string };

  /** The same verbs for an account's faults, and for those of callers without an account. */
  const routes = (url: string, owner: (params: Params) => string): void => {
    app.post<{ Params: Params; Body: FaultBody }>(url, { schema: { body: FaultBody } }, (request, reply) => {
      const account = owner(request.params);
      check(request.body);
      const id = faults.make(account, JSON.stringify(request.body));
      reply.code(201).send({ id, ...request.body, seen: 0, fired: 0 });
    });
    app.get<{ Params: Params }>(url, (request, reply) => {
      reply.send({ faults: faults.list(owner(request.params)).map(faultView) });
    });
    app.delete<{ Params: Params }>(url, (request, reply) => {
      faults.clear(owner(request.params));
      done(reply, true, 'faults');
    });
    app.delete<{ Params: Params }>(`${url}/:id`, (request, reply) => {
      const found = faults.remove(owner(request.params), Number(request.params.id));
      done(reply, found, `fault ${JSON.stringify(request.params.id)}`);
    });
  };
  routes('/accounts/:account/faults', ({ account }) => accountOf(steering, account).name);
  routes('/faults', () => '');
  end();
};
