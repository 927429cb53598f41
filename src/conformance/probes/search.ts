import { SearchResult } from '../../api/schemas/schemas.ts';
import { type Api, type Asked, invalidToken } from '../api.ts';
import { expect, expectAnswer, expectCount, expectError, expectObject, expectRows, expectSame } from '../expect.ts';
import { knownPerson, manyPeople, query } from '../known-person.ts';
import type { NotAsked, Probe } from '../probe.ts';
import { invalidForSearch } from '../refusals.ts';

const refusals = async (api: Api): Promise<Asked[]> => {
  const missing = await api.search('', { authorization: null });
  return [missing, await api.search('', { authorization: `Token ${invalidToken}` })];
};

/** As many results as a page may have, as far as there are so many. */
const expectAsMany = (answer: Asked, most: number): void => {
  const [wanted, { length }] = [Math.min(most, expectCount(answer, 'count')), expectRows(answer, 'results')];
  expect(length === wanted, answer, `${wanted} results`, length);
};

/** What is further down costs a large database too much to ask for it. */
const deepestOffset = 10_000;

const uuidPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** S6, each with the parameter that is wrong. */
const wrongQueries = { 'limit=abc': 'limit', 'limit=1.5': 'limit', 'offset=abc': 'offset' };

export const search: readonly (Probe | NotAsked)[] = [
  {
    clause: 'S1',
    basis: ['D'],
    title: 'a missing or invalid Token is 401, a valid one is not',
    holds: async (api) => {
      for (const answer of await refusals(api)) expectAnswer(answer, 401, invalidForSearch);
      expectObject(await api.search());
    },
  },
  {
    clause: 'S1',
    basis: ['I'],
    title: '401 has WWW-Authenticate: Token',
    holds: async (api) => {
      for (const answer of await refusals(api)) {
        const scheme = answer.headers['www-authenticate'];
        expect(scheme === 'Token', answer, 'WWW-Authenticate: Token', scheme ?? 'none');
      }
    },
  },
  {
    clause: 'S5',
    basis: ['D'],
    title: 'limit is how many results a page has; it is 10 and offset 0 by default',
    holds: async (api) => {
      const answer = await api.search();
      expectSame(await api.search('limit=10&offset=0'), answer);
      expectAsMany(answer, 10);
      // Fewer than by default, and more.
      for (const limit of [1, 20]) expectAsMany(await api.search(`limit=${limit}`), limit);
    },
  },
  {
    clause: 'S6',
    basis: ['D'],
    title: 'a limit or an offset that is no whole number is 400 with an error',
    holds: async (api) => {
      for (const wrong of Object.keys(wrongQueries)) expectError(await api.search(wrong));
    },
  },
  {
    clause: 'S6',
    basis: ['I'],
    title: 'so is a limit below 1 or an offset below 0; the error names the parameter',
    holds: async (api) => {
      for (const [wrong, parameter] of Object.entries({ ...wrongQueries, 'limit=0': 'limit', 'offset=-1': 'offset' })) {
        const answer = await api.search(wrong);
        expect(expectError(answer).includes(parameter), answer, `an error that names ${parameter}`);
      }
    },
  },
  {
    clause: 'S7',
    basis: ['I'],
    title: 'a limit above 1000 gives 1000',
    holds: async (api) => {
      expectAsMany(await api.search('limit=1001'), 1000);
    },
  },
  {
    clause: 'S7',
    basis: ['I'],
    title: 'an offset past the end gives no results and the true count',
    holds: async (api) => {
      const known = query(await knownPerson(api));
      const count = expectCount(await api.search(known), 'count');
      const answer = await api.search(`${known}&offset=${count}`);
      const none = expectRows(answer, 'results').length === 0 && expectCount(answer, 'count') === count;
      expect(none, answer, `"count": ${count} and "results": []`);
    },
  },
  {
    clause: 'S8',
    basis: ['D'],
    title: '200 has success, count and results, of which a page has at most limit',
    holds: async (api) => {
      const answer = await api.search('limit=5&offset=5');
      const body = expectObject(answer);
      const keys = Object.keys(body).sort();
      expect(String(keys) === 'count,results,success', answer, 'the keys success, count and results', keys);
      expect(body.success === true, answer, '"success": true', body.success);
      const { length } = expectRows(answer, 'results');
      expect(length <= 5, answer, 'at most 5 results', length);
    },
  },
  {
    clause: 'S8',
    basis: ['D'],
    title: 'count is the number of all matches, on every page',
    holds: async (api) => {
      const counts = [];
      for (const page of ['', 'limit=5&offset=5']) counts.push(expectCount(await api.search(page), 'count'));
      const answer = await api.search('limit=5&offset=5');
      expect(counts[0] === counts[1], answer, `"count": ${counts[0]}, as on the first page`, counts[1]);
      const total = counts[0] ?? 0;
      if (total > 0 && total <= deepestOffset) {
        const last = await api.search(`limit=5&offset=${total - 1}`);
        expect(expectRows(last, 'results').length === 1, last, `the last of ${total} alone`);
      }
      const few = await api.search(`${query(await knownPerson(api))}&limit=100`);
      const [count, { length }] = [expectCount(few, 'count'), expectRows(few, 'results')];
      expect(length === Math.min(count, 100), few, `"count": ${length}, as there are results`, count);
    },
  },
  {
    clause: 'S9',
    basis: ['D'],
    title: 'a result has exactly the documented keys in this order',
    holds: async (api) => {
      const order = Object.keys(SearchResult.properties);
      const answer = await manyPeople(api);
      for (const person of expectRows(answer, 'results')) {
        const keys = Object.keys(person);
        expect(String(keys) === String(order), answer, `the keys ${order.join(', ')} in this order`, keys);
      }
    },
  },
  {
    clause: 'S9',
    basis: ['I'],
    title: 'a value that the database lacks is null',
    holds: async (api) => {
      const answer = await manyPeople(api);
      const values = expectRows(answer, 'results').flatMap((person) => Object.entries(person));
      const empty = values.find(([, value]) => value === '');
      expect(empty === undefined, answer, 'null in place of an empty text', empty);
    },
  },
  {
    clause: 'S10',
    basis: ['D'],
    title: 'email and phones are null until they are unlocked, and the flags say so',
    holds: async (api) => {
      const answer = await manyPeople(api);
      for (const person of expectRows(answer, 'results')) {
        const { contact_email, contact_direct_phone, contact_mobile_phone } = person;
        const { is_email_unlocked, is_phone_unlocked } = person;
        const told = typeof is_email_unlocked === 'boolean' && typeof is_phone_unlocked === 'boolean';
        expect(told, answer, 'flags that are true or false', person);
        const email = is_email_unlocked || contact_email === null;
        const phones = is_phone_unlocked || (contact_direct_phone === null && contact_mobile_phone === null);
        expect(email && phones, answer, 'null for what is not unlocked', person);
      }
    },
  },
  {
    clause: 'S10',
    basis: ['D'],
    title: "another account's unlock changes nothing",
    skipped: 'it takes an unlock, which is charged',
  },
  {
    clause: 'S11',
    basis: ['D'],
    title: 'no search is 402 or names a charge',
    holds: async (api) => {
      await manyPeople(api);
      for (const answer of api.searches()) {
        const charge = /"(?:credits_charged|wallet_balance|balance|required)"\s*:/.exec(answer.text)?.[0];
        expect(answer.status !== 402 && charge === undefined, answer, 'an answer that costs nothing', charge);
      }
    },
  },
  {
    clause: 'S12',
    basis: ['D'],
    title: 'every result has a UUID of its own',
    holds: async (api) => {
      const answer = await manyPeople(api);
      const ids = expectRows(answer, 'results').map(({ uuid }) => String(uuid));
      const other = ids.find((id, index) => !uuidPattern.test(id) || ids.indexOf(id) !== index);
      expect(other === undefined, answer, 'a UUID that no other result has', other);
    },
  },
  { clause: 'S12', basis: ['D'], title: 'Unlock takes it', skipped: 'it takes an unlock, which is charged' },
];
