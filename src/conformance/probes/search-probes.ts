import { type ApiClient, type ApiResponse, fetchRefusals } from '../api-client.ts';
import { invalidToken, searchResultKeys } from '../documented-values.ts';
import {
  expect,
  expectCount,
  expectErrorText,
  expectObject,
  expectResponse,
  expectRows,
  expectSameResponse,
} from '../expectations.ts';
import type { Probe, SkippedProbe } from '../probe.ts';
import { fetchManyPeople, findSamplePerson, formatQuery } from '../sample-people.ts';

const fetchSearchRefusals = (api: ApiClient): Promise<ApiResponse[]> =>
  fetchRefusals('Token', (options) => api.search('', options));

/** Expects a full page, or all results if there are fewer. */
const expectFullPage = (response: ApiResponse, pageSize: number): void => {
  const expected = Math.min(pageSize, expectCount(response, 'count'));
  const { length } = expectRows(response, 'results');
  expect(length === expected, response, `${expected} results`, length);
};

/** A greater offset would be a costly query for a large database. */
const maxOffset = 10_000;

const uuidPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Invalid queries, each with the invalid parameter (S6). */
const invalidQueries = { 'limit=abc': 'limit', 'limit=1.5': 'limit', 'offset=abc': 'offset' };

const authenticationProbes: readonly Probe[] = [
  {
    clause: 'S1',
    basis: ['D'],
    title: 'a missing or invalid Token is 401, a valid one is accepted',
    run: async (api) => {
      for (const response of await fetchSearchRefusals(api)) expectResponse(response, 401, invalidToken);
      expectObject(await api.search());
    },
  },
  {
    clause: 'S1',
    basis: ['I'],
    title: 'the 401 of Search has WWW-Authenticate: Token',
    run: async (api) => {
      for (const response of await fetchSearchRefusals(api)) {
        const scheme = response.headers['www-authenticate'];
        expect(scheme === 'Token', response, 'WWW-Authenticate: Token', scheme ?? 'none');
      }
    },
  },
];

const pagingProbes: readonly Probe[] = [
  {
    clause: 'S5',
    basis: ['D'],
    title: 'limit is the number of results on a page; the defaults are limit 10 and offset 0',
    run: async (api) => {
      const response = await api.search();
      expectSameResponse(await api.search('limit=10&offset=0'), response);
      expectFullPage(response, 10);
      // One limit below the default and one above it.
      for (const limit of [1, 20]) expectFullPage(await api.search(`limit=${limit}`), limit);
    },
  },
  {
    clause: 'S6',
    basis: ['D'],
    title: 'a limit or an offset that is no whole number is 400 with an error',
    run: async (api) => {
      for (const query of Object.keys(invalidQueries)) expectErrorText(await api.search(query));
    },
  },
  {
    clause: 'S6',
    basis: ['I'],
    title: 'a limit below 1 or an offset below 0 is 400 as well; the error names the parameter',
    run: async (api) => {
      const queries = { ...invalidQueries, 'limit=0': 'limit', 'offset=-1': 'offset' };
      for (const [query, parameter] of Object.entries(queries)) {
        const response = await api.search(query);
        expect(expectErrorText(response).includes(parameter), response, `an error that names ${parameter}`);
      }
    },
  },
  {
    clause: 'S7',
    basis: ['I'],
    title: 'a limit above 1000 returns 1000 results',
    run: async (api) => {
      expectFullPage(await api.search('limit=1001'), 1000);
    },
  },
  {
    clause: 'S7',
    basis: ['I'],
    title: 'an offset past the end returns no results and the true count',
    run: async (api) => {
      const query = formatQuery(await findSamplePerson(api));
      const count = expectCount(await api.search(query), 'count');
      const response = await api.search(`${query}&offset=${count}`);
      const isEmpty = expectRows(response, 'results').length === 0 && expectCount(response, 'count') === count;
      expect(isEmpty, response, `"count": ${count} and "results": []`);
    },
  },
];

const responseProbes: readonly (Probe | SkippedProbe)[] = [
  {
    clause: 'S8',
    basis: ['D'],
    title: '200 has success, count and at most limit results',
    run: async (api) => {
      const response = await api.search('limit=5&offset=5');
      const body = expectObject(response);
      const keys = Object.keys(body).sort();
      expect(String(keys) === 'count,results,success', response, 'the keys success, count and results', keys);
      expect(body.success === true, response, '"success": true', body.success);
      const { length } = expectRows(response, 'results');
      expect(length <= 5, response, 'at most 5 results', length);
    },
  },
  {
    clause: 'S8',
    basis: ['D'],
    title: 'count is the number of all matches, on every page',
    run: async (api) => {
      const total = expectCount(await api.search(), 'count');
      const secondPage = await api.search('limit=5&offset=5');
      const count = expectCount(secondPage, 'count');
      expect(count === total, secondPage, `"count": ${total}, as on the first page`, count);
      if (total > 0 && total <= maxOffset) {
        const last = await api.search(`limit=5&offset=${total - 1}`);
        expect(expectRows(last, 'results').length === 1, last, `only the last of ${total} results`);
      }
      const narrow = await api.search(`${formatQuery(await findSamplePerson(api))}&limit=100`);
      const [narrowCount, { length }] = [expectCount(narrow, 'count'), expectRows(narrow, 'results')];
      const isRight = length === Math.min(narrowCount, 100);
      expect(isRight, narrow, `"count": ${length}, the number of results`, narrowCount);
    },
  },
  {
    clause: 'S9',
    basis: ['D'],
    title: 'a result has exactly the documented keys in this order',
    run: async (api) => {
      const response = await fetchManyPeople(api);
      for (const person of expectRows(response, 'results')) {
        const keys = Object.keys(person);
        const isRight = String(keys) === String(searchResultKeys);
        expect(isRight, response, `the keys ${searchResultKeys.join(', ')} in this order`, keys);
      }
    },
  },
  {
    clause: 'S9',
    basis: ['I'],
    title: 'a value that the database lacks is null',
    run: async (api) => {
      const response = await fetchManyPeople(api);
      const values = expectRows(response, 'results').flatMap((person) => Object.entries(person));
      const empty = values.find(([, value]) => value === '');
      expect(empty === undefined, response, 'null in place of an empty text', empty);
    },
  },
  {
    clause: 'S10',
    basis: ['D'],
    title: 'email and phones are null until they are unlocked, and the flags agree with that',
    run: async (api) => {
      const response = await fetchManyPeople(api);
      for (const person of expectRows(response, 'results')) {
        const { contact_email, contact_direct_phone, contact_mobile_phone } = person;
        const { is_email_unlocked, is_phone_unlocked } = person;
        const hasFlags = typeof is_email_unlocked === 'boolean' && typeof is_phone_unlocked === 'boolean';
        expect(hasFlags, response, 'flags that are true or false', person);
        const emailAgrees = is_email_unlocked || contact_email === null;
        const phonesAgree = is_phone_unlocked || (contact_direct_phone === null && contact_mobile_phone === null);
        expect(emailAgrees && phonesAgree, response, 'null for each value that is not unlocked', person);
      }
    },
  },
  {
    clause: 'S10',
    basis: ['D'],
    title: "another account's unlock changes nothing",
    skipReason: 'it takes an unlock, which is charged',
  },
  {
    clause: 'S11',
    basis: ['D'],
    title: 'no search is 402 or names a charge',
    run: async (api) => {
      await fetchManyPeople(api);
      for (const response of api.searchResponses()) {
        const charge = /"(?:credits_charged|wallet_balance|balance|required)"\s*:/.exec(response.text)?.[0];
        const isFree = response.status !== 402 && charge === undefined;
        expect(isFree, response, 'an answer without a charge', charge);
      }
    },
  },
  {
    clause: 'S12',
    basis: ['D'],
    title: 'every result has a different UUID',
    run: async (api) => {
      const response = await fetchManyPeople(api);
      const ids = expectRows(response, 'results').map(({ uuid }) => String(uuid));
      const wrong = ids.find((id, index) => !uuidPattern.test(id) || ids.indexOf(id) !== index);
      expect(wrong === undefined, response, 'a UUID that no other result has', wrong);
    },
  },
  {
    clause: 'S12',
    basis: ['D'],
    title: 'Unlock accepts the UUID of a result',
    skipReason: 'it takes an unlock, which is charged',
  },
];

/** Search without its filters and order, which filter-probes.ts checks. */
export const searchProbes: readonly (Probe | SkippedProbe)[] = [
  ...authenticationProbes,
  ...pagingProbes,
  ...responseProbes,
];
