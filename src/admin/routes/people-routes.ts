import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import { Type } from '@sinclair/typebox';
import type { Account } from '../../db/repositories/account-repository.ts';
import { type OwnPersonRow, toOwnPersonRow } from '../../db/repositories/person-rows.ts';
import { compareNewestFirst, type Person } from '../../domain/person.ts';
import { loadGenerators } from '../../fixtures/generate/load-generators.ts';
import { toPerson } from '../../fixtures/load/load-fixtures.ts';
import { type AdminContext, getAccount, getSeed } from '../admin-context.ts';
import { AdminError, createNotFoundError } from '../admin-errors.ts';
import { processInBatches } from '../process-in-batches.ts';
import { PeopleBody, PersonUnlockBody } from '../schemas/request-bodies.ts';
import { PeopleView, UnlockView } from '../schemas/response-bodies.ts';
import {
  AccountParams,
  describeAccountRoute,
  describeJsonResponse,
  describeNotFoundResponse,
} from '../schemas/route-schemas.ts';

const unlockParams = Type.Object({
  ...AccountParams.properties,
  uuid: Type.String({ description: "The person's UUID, in any letter case." }),
});

const schemas = {
  setPeople: describeAccountRoute('People', {
    operationId: 'setPeople',
    summary: 'Set the people of an account',
    description: 'From then on the account searches only these people.',
    body: PeopleBody,
    response: { 200: describeJsonResponse('The UUIDs of the people.', PeopleView) },
  }),
  clearPeople: describeAccountRoute('People', {
    operationId: 'clearPeople',
    summary: 'Go back to the shared people',
    response: { 204: { description: 'The account searches the shared people again.' } },
  }),
  setUnlock: describeAccountRoute('People', {
    operationId: 'setUnlock',
    summary: 'Unlock a person',
    description: 'It costs no credits.',
    params: unlockParams,
    body: PersonUnlockBody,
    response: {
      200: describeJsonResponse('What is unlocked after the change.', UnlockView),
      ...describeNotFoundResponse('account or person'),
    },
  }),
  deleteUnlock: describeAccountRoute('People', {
    operationId: 'removeUnlock',
    summary: 'Lock a person again',
    params: unlockParams,
    response: {
      204: { description: 'No field of the person is unlocked.' },
      ...describeNotFoundResponse('account or unlock'),
    },
  }),
};

/** Replaces the people of an account by its own people. @returns their UUIDs, in the order of the body */
const setPeople = async (context: AdminContext, account: string, body: PeopleBody): Promise<string[]> => {
  const { store, disclosures, stopSignal } = context;
  const { createRandom } = await loadGenerators();
  const random = createRandom(getSeed(context), 'people of', account);
  const people = new Map<string, Person>();
  const addPerson = (sent: PeopleBody[number], index: number): void => {
    const person = toPerson({ ...sent, uuid: sent.uuid ?? random.uuid() }, index, body);
    const { uuid } = person;
    if (people.has(uuid)) throw new AdminError(`expected a person only once; found ${uuid} again`, `/${index}/uuid`);
    people.set(uuid, person);
  };
  await processInBatches(body, addPerson, stopSignal);
  const rows: OwnPersonRow[] = [];
  const sorted = [...people.values()].sort(compareNewestFirst);
  await processInBatches(sorted, (person) => rows.push(toOwnPersonRow(person)), stopSignal);
  const save = store.transact((): void => {
    // The account may have been deleted while the people were read.
    getAccount(context, account);
    disclosures.keepValues(account);
    store.people.setOwn(account, rows);
  });
  save();
  return [...people.keys()];
};

const clearPeople = ({ store, disclosures }: AdminContext, account: string): void => {
  const clear = store.transact((): void => {
    disclosures.keepValues(account);
    store.people.clearOwn(account);
  });
  clear();
};

/** Unlocks the fields of a person that are sent. @throws AdminError with 404 if the account can't find the person */
const setUnlock = ({ store }: AdminContext, account: Account, uuid: string, body: PersonUnlockBody): UnlockView => {
  const { name } = account;
  const unlock = store.transact((): UnlockView => {
    if (!store.people.has(account, uuid)) {
      throw new AdminError(`account ${name} can't find a person ${JSON.stringify(uuid)}`, '', 404);
    }
    const before = store.people.findUnlock(name, uuid);
    const { email = before?.email === 1, phone = before?.phone === 1 } = body;
    store.people.setUnlock(name, uuid, email, phone);
    return { uuid, email, phone };
  });
  return unlock();
};

/** Creates the routes for the people and the unlocks of an account. */
export const peopleRoutes: FastifyPluginCallbackTypebox<{ context: AdminContext }> = (app, { context }, end) => {
  app.put('/people', { schema: schemas.setPeople }, async ({ targetAccount, body }) => ({
    uuids: await setPeople(context, targetAccount.name, body),
  }));
  app.delete('/people', { schema: schemas.clearPeople }, ({ targetAccount }, reply) => {
    clearPeople(context, targetAccount.name);
    reply.code(204).send();
  });
  app.put('/unlocks/:uuid', { schema: schemas.setUnlock }, ({ targetAccount, params, body }) =>
    setUnlock(context, targetAccount, params.uuid.toLowerCase(), body),
  );
  app.delete('/unlocks/:uuid', { schema: schemas.deleteUnlock }, ({ targetAccount: { name }, params }, reply) => {
    const uuid = params.uuid.toLowerCase();
    if (!context.store.people.removeUnlock(name, uuid)) {
      throw createNotFoundError(`unlock of ${JSON.stringify(uuid)} by account ${name}`);
    }
    reply.code(204).send();
  });
  end();
};
