import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import { Type } from '@sinclair/typebox';
import { type OwnPerson, ownPerson } from '../../db/repositories/person-rows.ts';
import { newestFirst, type Person } from '../../domain/person.ts';
import { loadMakers, type Makers } from '../../fixtures/generate/load-generators.ts';
import { toPerson } from '../../fixtures/load/load-fixtures.ts';
import { type AdminContext, accountOf, done, Refusal, seedOf } from '../admin-context.ts';
import { inPieces } from '../in-pieces.ts';
import { AccountParams, answered, doneAnswers, notThere, operations } from '../schemas/operation.ts';
import { PeopleBody, UnlockBody } from '../schemas/request-bodies.ts';
import { PeopleView, UnlockView } from '../schemas/views.ts';

const operation = operations('People');

const UnlockParams = Type.Object({
  ...AccountParams.properties,
  uuid: Type.String({ description: "The person's UUID, in any letter case." }),
});

export const peopleRoutes: FastifyPluginCallbackTypebox<{ context: AdminContext }> = (app, { context }, end) => {
  const { store, stopping } = context;

  const replace = store.transact((name: string, people: readonly OwnPerson[]): void => {
    accountOf(context, name);
    context.disclosures.keepValues(name);
    store.people.setOwn(name, people);
  });

  const set = async ({ draw }: Makers, name: string, body: PeopleBody): Promise<string[]> => {
    accountOf(context, name);
    const from = draw(seedOf(context), 'people of', name);
    const people = new Map<string, Person>();
    const read = (given: PeopleBody[number], index: number): void => {
      const person = toPerson({ ...given, uuid: given.uuid ?? from.uuid() }, index, body);
      const { uuid } = person;
      if (people.has(uuid)) throw new Refusal(`expected a person only once; found ${uuid} again`, `/${index}/uuid`);
      people.set(uuid, person);
    };
    await inPieces(body, read, stopping);
    const rows: OwnPerson[] = [];
    await inPieces([...people.values()].sort(newestFirst), (person) => rows.push(ownPerson(person)), stopping);
    replace(name, rows);
    return [...people.keys()];
  };

  const clear = store.transact((name: string): void => {
    accountOf(context, name);
    context.disclosures.keepValues(name);
    store.people.clearOwn(name);
  });

  const unlock = store.transact((name: string, uuid: string, body: UnlockBody): UnlockView => {
    const account = accountOf(context, name);
    if (!store.people.has(account, uuid)) {
      throw new Refusal(`account ${name} can't find a person ${JSON.stringify(uuid)}`, '', 404);
    }
    const before = store.people.unlocked(name, uuid);
    const { email = before?.email === 1, phone = before?.phone === 1 } = body;
    store.people.setUnlock(name, uuid, email, phone);
    return { uuid, email, phone };
  });

  app.put(
    '/accounts/:account/people',
    {
      schema: operation({
        operationId: 'setPeople',
        summary: 'Give an account people of its own',
        description: 'From now on it searches these alone.',
        params: AccountParams,
        body: PeopleBody,
        response: { 200: answered('Their UUIDs.', PeopleView), ...notThere('account') },
      }),
    },
    async (request) => ({ uuids: await set(await loadMakers(), request.params.account, request.body) }),
  );
  app.delete(
    '/accounts/:account/people',
    {
      schema: operation({
        operationId: 'clearPeople',
        summary: 'Go back to the shared people',
        params: AccountParams,
        response: doneAnswers('The account searches the shared people again.', 'account'),
      }),
    },
    (request, reply) => {
      clear(request.params.account);
      done(reply, true, 'people');
    },
  );
  app.put(
    '/accounts/:account/unlocks/:uuid',
    {
      schema: operation({
        operationId: 'setUnlock',
        summary: 'Unlock a person',
        description: 'It costs no credits.',
        params: UnlockParams,
        body: UnlockBody,
        response: { 200: answered('What is unlocked now.', UnlockView), ...notThere('account or person') },
      }),
    },
    (request, reply) => {
      reply.send(unlock(request.params.account, request.params.uuid.toLowerCase(), request.body));
    },
  );
  app.delete(
    '/accounts/:account/unlocks/:uuid',
    {
      schema: operation({
        operationId: 'removeUnlock',
        summary: 'Take an unlock back',
        params: UnlockParams,
        response: doneAnswers('Nothing of the person is unlocked.', 'account or unlock'),
      }),
    },
    (request, reply) => {
      const { name } = accountOf(context, request.params.account);
      const uuid = request.params.uuid.toLowerCase();
      done(reply, store.people.removeUnlock(name, uuid), `unlock of ${JSON.stringify(uuid)} by account ${name}`);
    },
  );
  end();
};
