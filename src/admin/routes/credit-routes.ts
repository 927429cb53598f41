import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import { type AdminContext, accountOf, isoTime } from '../admin-context.ts';
import { AccountParams, answered, notThere, operations } from '../schemas/operation.ts';
import { CreditsView, DisclosureList } from '../schemas/views.ts';
import { sendList } from '../send-list.ts';

const operation = operations('Credits');

export const creditRoutes: FastifyPluginCallbackTypebox<{ context: AdminContext }> = (app, { context }, end) => {
  const { store, disclosures } = context;

  app.get(
    '/accounts/:account/credits',
    {
      schema: operation({
        operationId: 'getCredits',
        summary: "An account's wallet",
        params: AccountParams,
        response: { 200: answered('The balance and every movement.', CreditsView), ...notThere('account') },
      }),
    },
    (request, reply) => {
      const { name } = accountOf(context, request.params.account);
      const view: CreditsView = {
        balance: store.credits.balance(name),
        entries: store.credits.entries(name).map(({ at, request: id, ...entry }) => ({
          ...entry,
          at: isoTime(at),
          request_id: id === null ? null : Number(id),
        })),
      };
      reply.send(view);
    },
  );
  app.get(
    '/accounts/:account/disclosures',
    {
      schema: operation({
        operationId: 'listDisclosures',
        summary: 'What was given away',
        description: 'Every unmasked email and phone value that the client was given.',
        params: AccountParams,
        response: { 200: answered('The values.', DisclosureList), ...notThere('account') },
      }),
    },
    (request, reply) => {
      const { values, dropped } = disclosures.read(accountOf(context, request.params.account).name);
      sendList(reply, 'disclosures', values, () => ({ dropped: dropped() }));
    },
  );
  end();
};
