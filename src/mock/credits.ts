import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import { accountOf, isoTime, type Steering } from './steering.ts';

/** An account's wallet: the entries sum to the balance. */
export type CreditsView = {
  balance: number;
  entries: { id: number; at: string; amount: number; reason: string; request_id: number | null }[];
};

/** One unmasked value that a client was given. */
export type Disclosure = {
  at: string;
  /** The request that got it, as the journal has it. */
  request_id: number;
  endpoint: string;
  /** The person or record; null where the record has none. */
  uuid: string | null;
  field: string;
  value: string;
};

export const creditRoutes: FastifyPluginCallbackTypebox<{ steering: Steering }> = (app, { steering }, end) => {
  const { store, disclosures } = steering;
  type Params = { account: string };

  app.get<{ Params: Params }>('/accounts/:account/credits', (request, reply) => {
    const { name } = accountOf(steering, request.params.account);
    const view: CreditsView = {
      balance: store.credits.balance(name),
      entries: store.credits.entries(name).map(({ at, request: id, ...entry }) => ({
        ...entry,
        at: isoTime(at),
        request_id: id === null ? null : Number(id),
      })),
    };
    reply.send(view);
  });
  app.get<{ Params: Params }>('/accounts/:account/disclosures', (request, reply) => {
    const { entries, dropped } = disclosures.read(accountOf(steering, request.params.account).name);
    reply.send({ disclosures: entries, dropped });
  });
  end();
};
