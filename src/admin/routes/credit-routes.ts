import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import { toIsoTime } from '../../lib/iso-time.ts';
import type { AdminContext } from '../admin-context.ts';
import { CreditsView, DisclosureList } from '../schemas/response-bodies.ts';
import { describeAccountRoute, describeJsonResponse } from '../schemas/route-schemas.ts';
import { sendJsonList } from '../send-json-list.ts';

const schemas = {
  getCredits: describeAccountRoute('Credits', {
    operationId: 'getCredits',
    summary: "Get an account's credits",
    response: { 200: describeJsonResponse('The balance and the ledger.', CreditsView) },
  }),
  listDisclosures: describeAccountRoute('Credits', {
    operationId: 'listDisclosures',
    summary: 'List the disclosed values',
    description: 'Every unmasked email address and phone number that the client received.',
    response: { 200: describeJsonResponse('The values.', DisclosureList) },
  }),
};

/** Creates the routes for the credits and the disclosures of an account. */
export const creditRoutes: FastifyPluginCallbackTypebox<{ context: AdminContext }> = (app, { context }, end) => {
  const { store, disclosures } = context;

  app.get(
    '/credits',
    { schema: schemas.getCredits },
    ({ targetAccount: { name } }): CreditsView => ({
      balance: store.credits.getBalance(name),
      entries: store.credits.listEntries(name).map(({ at, request: id, ...entry }) => ({
        ...entry,
        at: toIsoTime(at),
        request_id: id === null ? null : Number(id),
      })),
    }),
  );
  app.get('/disclosures', { schema: schemas.listDisclosures }, ({ targetAccount }, reply) => {
    const { values, dropped } = disclosures.read(targetAccount.name);
    sendJsonList(reply, 'disclosures', values, () => ({ dropped: dropped() }));
  });
  end();
};
