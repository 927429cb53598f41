import assert from 'node:assert/strict';
import t from 'tap';
import type { AccountClient } from '../../src/index.ts';
import { startAdminMock } from '../support/admin-api.ts';
import { bearer, sendRequest, token } from '../support/http.ts';
import { fc } from '../support/property.ts';

const mock = await startAdminMock(t);
const john = 'a1b2c3d4-e5f6-7a8b-9c0d-1e2f3a4b5c6d';
const uuidOf = (number: number) => `00000000-0000-4000-9000-0000000000${number.toString(16).padStart(2, '0')}`;

const post = (body: unknown, headers: Record<string, string>) =>
  sendRequest(`${mock.url}/backend/api/v1/external/unlock/`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const unlock = (account: { token: string }, uuids: string[], unlock_type: string) =>
  post({ uuids, unlock_type }, token(account.token));
const person = async (account: { token: string }, position: number) =>
  (await mock.search(account.token, `?limit=1&offset=${position}`)).json().results[0];

t.test('U1: Unlock takes a POST with a Token, uuids and unlock_type', async (t) => {
  const body = { uuids: [john], unlock_type: 'email' };
  for (const headers of [{}, bearer('demo-token'), token('expired-token')]) {
    const refused = await post(body, headers as Record<string, string>);
    t.match([refused.status, refused.text], [401, '{"detail":"Invalid token."}']);
  }
  const get = await mock.fetch('/external/unlock/', { headers: token('demo-token') });
  t.match([get.status, get.headers.get('allow')], [405, 'POST, OPTIONS']);
});

t.test('U2: the answer counts only new unlocks, and Search shows them at once', async (t) => {
  const mine = await mock.account({ from: 'empty' });
  t.match(await person(mine, 0), { contact_email: null, is_email_unlocked: false });
  const first = await unlock(mine, [john, uuidOf(2)], 'email');
  t.equal(
    first.text,
    '{"success":true,"message":"Records unlocked successfully.","unlocked":2,"credits_charged":2,"wallet_balance":498}',
  );
  t.match(await person(mine, 0), {
    contact_email: 'john.doe@acme.example',
    contact_mobile_phone: null,
    is_email_unlocked: true,
  });
  t.match((await unlock(mine, [john, uuidOf(3)], 'email')).json(), {
    unlocked: 1,
    credits_charged: 1,
    wallet_balance: 497,
  });
  t.match(await person(mock, 0), { contact_email: null, is_email_unlocked: false }, 'another account still gets null');
});

t.test(
  'U3: an email costs 1, phones cost 5 if the person has any and 1 if not, and a repeated unlock costs nothing',
  async (t) => {
    const mine = await mock.account({ from: 'empty' });
    t.match((await unlock(mine, [john], 'email')).json(), { credits_charged: 1 });
    t.match((await unlock(mine, [john], 'phone')).json(), { credits_charged: 5 });
    t.match(await person(mine, 0), {
      contact_email: 'john.doe@acme.example',
      contact_direct_phone: '+1 415 555 0101',
      is_phone_unlocked: true,
    });
    t.match((await unlock(mine, [uuidOf(11)], 'phone')).json(), { credits_charged: 1 }, 'the person has no phone');
    t.match((await unlock(mine, [uuidOf(6)], 'phone')).json(), { credits_charged: 5 }, 'one phone is enough');
    t.match((await unlock(mine, [john, uuidOf(11)], 'phone')).json(), {
      unlocked: 0,
      credits_charged: 0,
      wallet_balance: 488,
    });
  },
);

t.test('U3: phones cost 5 if the person has one of the two; an empty phone does not count', async (t) => {
  const mine = await mock.account({ from: 'empty' });
  const phones = [null, '', '+1 415 555 0101'];
  const people = phones.flatMap((contact_direct_phone) =>
    phones.map((contact_mobile_phone) => ({ contact_direct_phone, contact_mobile_phone })),
  );
  const uuids = await mine.setPeople(people);
  for (const [index, phonesOfPerson] of people.entries()) {
    const credits_charged = Object.values(phonesOfPerson).some(Boolean) ? 5 : 1;
    const answer = await unlock(mine, [uuids[index] as string], 'phone');
    t.match(answer.json(), { unlocked: 1, credits_charged }, JSON.stringify(phonesOfPerson));
  }
});

t.test('U4: a repeated UUID in one call counts once, in any letter case', async (t) => {
  const mine = await mock.account({ from: 'empty' });
  t.match((await unlock(mine, [john, john, john.toUpperCase()], 'phone')).json(), { unlocked: 1, credits_charged: 5 });
});

t.test(
  'U5: too few credits are 402 with the required credits and the balance, and nothing is charged or unlocked',
  async (t) => {
    const mine = await mock.account({ from: 'empty', credits: 5 });
    const refused = await unlock(mine, [john, uuidOf(11)], 'phone');
    t.equal(refused.status, 402);
    t.equal(refused.text, '{"error":"Insufficient credits. You need 6 credits but have 5.","required":6,"balance":5}');
    t.match(await person(mine, 0), { is_phone_unlocked: false });
    t.equal((await mine.credits()).balance, 5);
    t.equal((await unlock(mine, [john], 'phone')).json().wallet_balance, 0);
  },
);

t.test('U6: an unknown UUID and a missing or wrong field are 400 and change nothing', async (t) => {
  const mine = await mock.account({ from: 'empty' });
  const cases: [unknown, RegExp][] = [
    [{ uuids: [john, uuidOf(99)], unlock_type: 'email' }, /^There is no record 00000000-/],
    [{ uuids: ['nonsense'], unlock_type: 'email' }, /^There is no record nonsense\.$/],
    [{ uuids: [], unlock_type: 'email' }, /^uuids must be a list of at least one UUID\.$/],
    [{ uuids: john, unlock_type: 'email' }, /^uuids must be/],
    [{ uuids: [5], unlock_type: 'email' }, /^uuids must be/],
    [{ unlock_type: 'email' }, /^uuids must be/],
    [{ uuids: [john], unlock_type: 'both' }, /^unlock_type must be email or phone\.$/],
    [{ uuids: [john] }, /^unlock_type must be/],
    [[], /^uuids must be/],
  ];
  for (const [body, error] of cases) {
    const answer = await post(body, token(mine.token));
    t.equal(answer.status, 400, JSON.stringify(body));
    t.match(answer.json().error, error);
  }
  const broken = await post('{', token(mine.token));
  t.match([broken.status, broken.text], [400, '{"detail":"JSON parse error."}']);
  t.match(await person(mine, 0), { is_email_unlocked: false });
  t.equal((await mine.credits()).balance, 500);
});

t.test('U7: parallel unlocks never charge twice and never make the balance negative', async (t) => {
  const mine = await mock.account({ from: 'empty', credits: 7 });
  const answers = await Promise.all(Array.from({ length: 10 }, () => unlock(mine, [john], 'phone')));
  t.equal(
    answers.reduce((sum, answer) => sum + answer.json().credits_charged, 0),
    5,
  );
  const others = await Promise.all([2, 3, 4, 7].map((number) => unlock(mine, [uuidOf(number)], 'email')));
  t.same(others.map(({ status }) => status).sort(), [200, 200, 402, 402]);
  t.equal((await mine.credits()).balance, 0);
});

t.test(
  'U5, U7: the ledger adds up to the balance, and Search shows what was paid for, for any parallel unlocks',
  async () => {
    const uuids = [john, ...[2, 3, 4, 5, 6, 7, 11, 12].map(uuidOf)];
    const step = fc.record({
      account: fc.nat({ max: 2 }),
      what: fc.subarray(uuids, { minLength: 1 }),
      type: fc.constantFrom('email', 'phone'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), fc.nat({ max: 60 }), async (steps, credits) => {
        const accounts: AccountClient[] = [];
        for (let number = 0; number < 3; number += 1) accounts.push(await mock.account({ from: 'empty', credits }));
        const answers = await Promise.all(
          steps.map(async ({ account, what, type }) => ({
            account,
            answer: await unlock(accounts[account] as AccountClient, what, type),
          })),
        );
        for (const [number, account] of accounts.entries()) {
          const { balance, entries } = await account.credits();
          assert.ok(balance >= 0);
          assert.equal(
            entries.reduce((sum, { amount }) => sum + amount, 0),
            balance,
          );
          const paidAnswers = answers
            .filter(({ account, answer }) => account === number && answer.status === 200)
            .map(({ answer }) => answer.json());
          assert.equal(
            paidAnswers.reduce((sum, { credits_charged }) => sum + credits_charged, 0),
            credits - balance,
          );
          const results = (await mock.search(account.token, '?limit=50')).json().results as Record<string, unknown>[];
          const unlockedCount = results
            .flatMap(({ is_email_unlocked, is_phone_unlocked }) => [is_email_unlocked, is_phone_unlocked])
            .filter(Boolean).length;
          assert.equal(
            unlockedCount,
            paidAnswers.reduce((sum, { unlocked }) => sum + unlocked, 0),
          );
        }
      }),
      { numRuns: 20 },
    );
  },
);

t.test('S12: Unlock takes the uuid of a result and reveals its email and phones', async (t) => {
  const mine = await mock.account({ from: 'empty', credits: 100 });
  const { results } = (await mock.search(mine.token, '?limit=3')).json();
  for (const [position, { uuid }] of results.entries()) {
    for (const type of ['email', 'phone']) {
      t.match((await unlock(mine, [uuid], type)).json(), { success: true, unlocked: 1 }, `${uuid} ${type}`);
    }
    t.match(await person(mine, position), { uuid, is_email_unlocked: true, is_phone_unlocked: true });
  }
});
