import assert from 'node:assert/strict';
import t from 'tap';
import { startAdminMock } from '../support/admin-api.ts';
import { fc } from '../support/property.ts';

/** A UUID with letters, which a caller may send in upper or lower case. */
const id = (number: number) => `abcdef55-5555-4555-8555-55555555555${number}`;

t.test(
  'PUT people: the account searches only these people, newest first; DELETE goes back to the shared people',
  async (t) => {
    const { callAdmin, search } = await startAdminMock(t);
    const shared = (await search('demo-token')).text;
    const put = await callAdmin('PUT', '/accounts/demo/people', [
      {
        uuid: id(1).toUpperCase(),
        first_name: 'One',
        company_name: 'ÉTÉ',
        contact_email: 'one@my.example',
        contact_direct_phone: '+1',
      },
      { uuid: id(2), first_name: 'Two' },
      { uuid: id(3), first_name: 'Newest', created_at: '2030-01-01T00:00:00Z' },
      { first_name: 'Four' },
    ]);
    t.equal(put.status, 200);
    t.same(put.json().uuids.slice(0, 3), [id(1), id(2), id(3)]);
    const page = (await search('demo-token')).json();
    t.equal(page.count, 4);
    t.same(
      page.results.map((person: { first_name: string }) => person.first_name),
      ['Newest', 'One', 'Two', 'Four'],
    );
    t.equal((await search('demo-token', '?company_name=%C3%A9t')).json().count, 1);
    t.equal((await search('other-token')).json().count, 50, 'other accounts still search the shared people');

    const findFirst = async () => (await search('demo-token', '?company_name=%C3%A9t%C3%A9')).json().results[0];
    t.match(await findFirst(), { contact_email: null, contact_direct_phone: null, is_email_unlocked: false });
    t.same((await callAdmin('PUT', `/accounts/demo/unlocks/${id(1)}`, { email: true })).json(), {
      uuid: id(1),
      email: true,
      phone: false,
    });
    t.match(await findFirst(), {
      contact_email: 'one@my.example',
      contact_direct_phone: null,
      is_email_unlocked: true,
    });
    await callAdmin('PUT', `/accounts/demo/unlocks/${id(1).toUpperCase()}`, { phone: true });
    t.match(await findFirst(), {
      contact_email: 'one@my.example',
      contact_direct_phone: '+1',
      is_phone_unlocked: true,
    });
    t.equal((await callAdmin('DELETE', `/accounts/demo/unlocks/${id(1)}`)).status, 204);
    t.match(await findFirst(), { contact_email: null, is_email_unlocked: false, is_phone_unlocked: false });

    t.equal((await callAdmin('PUT', '/accounts/demo/people', [])).status, 200);
    t.equal((await search('demo-token')).json().count, 0);
    const twice = await callAdmin('PUT', '/accounts/demo/people', [{ uuid: id(1) }, { uuid: id(1).toUpperCase() }]);
    t.match([twice.status, twice.json().path], [400, '/1/uuid']);
    t.equal((await search('demo-token')).json().count, 0, 'nothing was changed');
    t.equal((await callAdmin('DELETE', '/accounts/demo/people')).status, 204);
    t.equal((await search('demo-token')).text, shared);
  },
);

t.test('an email and phones are returned as they were sent, with any characters', async (t) => {
  const mock = await startAdminMock(t);
  const mine = await mock.account({ from: 'empty' });
  const text = fc.string({ unit: 'binary', maxLength: 10 });
  const person = fc.record({ contact_email: text, contact_direct_phone: text, contact_mobile_phone: text });
  await fc.assert(
    fc.asyncProperty(fc.array(person, { minLength: 1, maxLength: 5 }), async (people) => {
      for (const uuid of await mine.setPeople(people)) await mine.unlock(uuid, 'email', 'phone');
      const { results } = (await mock.search(mine.token)).json();
      assert.equal(results.length, people.length);
      for (const [index, sent] of people.entries()) assert.deepEqual({ ...results[index], ...sent }, results[index]);
    }),
    { numRuns: 30 },
  );
});
