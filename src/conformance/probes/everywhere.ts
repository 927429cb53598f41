import { type Api, type Asked, invalidToken, unknownJob } from '../api.ts';
import { expect, expectAnswer, expectError, expectObject, expectSame } from '../expect.ts';
import type { NotAsked, Probe } from '../probe.ts';
import { invalidForResults, invalidForSearch, notFound } from '../refusals.ts';

/** Safe by definition (RFC 4918), so that even a server that knows it changes nothing. */
const rareMethod = 'PROPFIND';

const methodNotAllowed = (method: string) => ({ detail: `Method "${method}" not allowed.` });

/** What is escaped although JSON has no need to; U+2028 and U+2029, which JavaScript once could not read, may be. */
const needlessEscape = /\\u(?!00[01]|2028|2029|d[89a-f])[0-9a-f]{4}/i;

const page = 'limit=5';

/** An answer of both endpoints with a documented page, below a base. */
const below = async (api: Api, base?: string): Promise<{ search: Asked; refusal: Asked }> => {
  const at = base === undefined ? {} : { base };
  return {
    search: await api.search(page, at),
    refusal: await api.results(unknownJob, '', { authorization: null, ...at }),
  };
};

/** Whether Search answers, and not what else the host has there. */
const isSearch = ({ status, headers }: Asked): boolean => status === 200 && /json/i.test(headers['content-type'] ?? '');

/** Whether it is Results that refuses, and not what else the host has there. */
const isRefusal = ({ status, text }: Asked, own: Asked): boolean => status === 401 && text === own.text;

export const everywhere: readonly (Probe | NotAsked)[] = [
  {
    clause: 'E1',
    basis: ['D', 'P'],
    title: 'an endpoint answers alike below every base that has it',
    holds: async (api) => {
      const own = await below(api);
      expectAnswer(own.refusal, 401, invalidForResults);
      for (const base of api.otherBases) {
        const other = await below(api, base);
        if (isSearch(other.search)) expectSame(other.search, own.search);
        if (isRefusal(other.refusal, own.refusal)) expectSame(other.refusal, own.refusal);
      }
    },
  },
  {
    clause: 'E1',
    // No page says that one host has all bases, and none names the root.
    basis: ['I'],
    title: 'every endpoint is below every base',
    holds: async (api) => {
      const own = await below(api);
      for (const base of api.otherBases) {
        const other = await below(api, base);
        expect(isSearch(other.search), other.search, `Search below ${base} too`);
        expect(isRefusal(other.refusal, own.refusal), other.refusal, `Results below ${base} too`);
      }
    },
  },
  {
    clause: 'E2',
    basis: ['I'],
    title: 'GET and HEAD without the trailing slash are redirected to the same with it',
    holds: async (api) => {
      for (const method of ['GET', 'HEAD']) {
        const answer = await api.ask('/external/search?limit=1&job_title=%20a', { method });
        const wanted = answer.url.replace('?', '/?');
        const { location = '' } = answer.headers;
        const found = URL.canParse(location, answer.url) && new URL(location, answer.url).href === new URL(wanted).href;
        expect(answer.status === 301 && found, answer, `301 to ${wanted}`, `${answer.status} to ${location}`);
      }
    },
  },
  {
    clause: 'E3',
    basis: ['I'],
    title: 'HEAD answers as GET, without a body',
    holds: async (api) => {
      const get = await api.search(page);
      const head = await api.search(page, { method: 'HEAD' });
      const same = head.status === get.status && head.headers['content-type'] === get.headers['content-type'];
      expect(same && head.text === '', head, `${get.status}, the headers of GET and no body`);
    },
  },
  {
    clause: 'E3',
    basis: ['I'],
    title: 'another method is 405 with Allow, and 401 without a token',
    holds: async (api) => {
      const refused = await api.search('', { method: rareMethod });
      expectAnswer(refused, 405, methodNotAllowed(rareMethod));
      expect(
        refused.headers.allow === 'GET, HEAD, OPTIONS',
        refused,
        'Allow: GET, HEAD, OPTIONS',
        refused.headers.allow,
      );
      expectAnswer(await api.search('', { method: rareMethod, authorization: null }), 401, invalidForSearch);
      const control = await api.ask('/enrichment-control/', { authorization: `Bearer ${api.tokens.enrichment}` });
      expectAnswer(control, 405, methodNotAllowed('GET'));
      const unlock = await api.ask('/external/unlock/', { authorization: `Token ${api.tokens.search}` });
      expectAnswer(unlock, 405, methodNotAllowed('GET'));
    },
  },
  {
    clause: 'E4',
    basis: ['P'],
    title: 'an unknown path is 404',
    holds: async (api) => {
      const authorization = `Token ${api.tokens.search}`;
      const answer = await api.ask('/external/no-such-endpoint/', { authorization });
      expect(answer.status === 404, answer, 'status 404', answer.status);
    },
  },
  {
    clause: 'E4',
    basis: ['I'],
    title: 'its body is that of a record that is not there',
    holds: async (api) => {
      const authorization = `Token ${api.tokens.search}`;
      expectAnswer(await api.ask('/external/no-such-endpoint/', { authorization }), 404, notFound);
    },
  },
  { clause: 'E5', title: 'an unexpected failure tells nothing', skipped: 'no question makes a sound server fail' },
  { clause: 'E6', title: 'the daily cap of a test token', skipped: "it would use up a day's calls" },
  {
    clause: 'E7',
    basis: ['I'],
    title: 'the token is checked before parameters and before anything is looked up',
    holds: async (api) => {
      for (const authorization of [null, `Token ${invalidToken}`]) {
        expectAnswer(await api.search('limit=abc', { authorization }), 401, invalidForSearch);
      }
      for (const authorization of [null, `Bearer ${invalidToken}`]) {
        expectAnswer(await api.results(unknownJob, 'page=abc', { authorization }), 401, invalidForResults);
      }
    },
  },
  {
    clause: 'E7',
    basis: ['P'],
    title: 'for Search, a valid token with the wrong scheme word, or with none, is invalid',
    holds: async (api) => {
      const { search } = api.tokens;
      for (const authorization of [`Bearer ${search}`, search]) {
        expectAnswer(await api.search('', { authorization }), 401, invalidForSearch);
      }
    },
  },
  {
    clause: 'E7',
    // The page says this of the DataCore endpoints only.
    basis: ['I'],
    title: 'for Results, a valid token with the wrong scheme word, or with none, is invalid',
    holds: async (api) => {
      const { enrichment } = api.tokens;
      for (const authorization of [`Token ${enrichment}`, enrichment]) {
        expectAnswer(await api.results(unknownJob, '', { authorization }), 401, invalidForResults);
      }
    },
  },
  {
    clause: 'E7',
    basis: ['I'],
    title: 'a token with a space inside is invalid',
    holds: async (api) => {
      const { search, enrichment } = api.tokens;
      const inSearch = await api.search('', { authorization: `Token ${search} x` });
      expectAnswer(inSearch, 401, invalidForSearch);
      const inResults = await api.results(unknownJob, '', { authorization: `Bearer ${enrichment} x` });
      expectAnswer(inResults, 401, invalidForResults);
    },
  },
  {
    clause: 'E7',
    basis: ['I'],
    title: 'the scheme word has no letter case',
    holds: async (api) => {
      expectSame(await api.search('', { authorization: `tOKEN ${api.tokens.search}` }), await api.search());
      const authorization = `bEARER ${api.tokens.enrichment}`;
      expectSame(await api.results(unknownJob, '', { authorization }), await api.results(unknownJob));
    },
  },
  {
    clause: 'E8',
    basis: ['I'],
    title: 'the last of equal parameters counts, an unknown or empty one does not',
    holds: async (api) => {
      expectSame(await api.search('limit=1&limit=5'), await api.search(page));
      expectSame(await api.search('no_such_parameter=1'), await api.search());
      expectSame(await api.search('industry='), await api.search());
    },
  },
  {
    clause: 'E9',
    basis: ['I'],
    title: 'JSON is application/json, keys in the documented order, no letter escaped',
    holds: async (api) => {
      const found = await api.search();
      const answers: Asked[] = [found, await api.search('', { authorization: null }), await api.results(unknownJob)];
      for (const answer of answers) {
        const type = answer.headers['content-type'];
        expect(type === 'application/json', answer, 'Content-Type: application/json', type ?? 'none');
        const escaped = needlessEscape.exec(answer.text.replaceAll('\\\\', ''));
        expect(escaped === null, answer, 'letters as they are', escaped?.[0]);
      }
      const keys = Object.keys(expectObject(found));
      expect(String(keys) === 'success,count,results', found, 'success, count, results in this order', keys);
    },
  },
  {
    clause: 'E10',
    basis: ['I'],
    title: "what Python's int() does not read is no whole number",
    holds: async (api) => {
      for (const text of ['1.0', '1e1', '0x1', '%20']) expectError(await api.search(`limit=${text}`));
    },
  },
  {
    clause: 'E11',
    basis: ['I'],
    title: 'browsers of any origin may call',
    holds: async (api) => {
      const origin = 'https://app.example';
      const asked = {
        origin,
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'authorization',
      };
      const preflight = await api.search('', { method: 'OPTIONS', authorization: null, headers: asked });
      const answer = await api.search('', { headers: { origin } });
      for (const each of [preflight, answer]) {
        const allowed = each.headers['access-control-allow-origin'];
        expect(allowed === '*' || allowed === origin, each, 'Access-Control-Allow-Origin: *', allowed ?? 'none');
      }
      const accepted = Math.floor(preflight.status / 100) === 2;
      expect(accepted, preflight, 'a preflight without a token to be answered', preflight.status);
      const headers = preflight.headers['access-control-allow-headers'] ?? 'none';
      expect(/authorization/i.test(headers), preflight, 'Access-Control-Allow-Headers with Authorization', headers);
      const exposed = answer.headers['access-control-expose-headers'] ?? 'none';
      expect(/content-disposition/i.test(exposed), answer, 'Content-Disposition to be exposed', exposed);
    },
  },
  {
    clause: 'E12',
    title: "a body that can't be read",
    skipped: 'it takes a POST with a valid token, and nothing is asked that could change something',
  },
  { clause: 'E13', title: 'what is too large or too slow', skipped: 'a server may take it for an attack' },
  {
    clause: 'E14',
    title: 'an Accept header that admits no JSON',
    skipped: 'the mock answers it unless it is strict, so neither answer is wrong',
  },
  {
    clause: 'E15',
    basis: ['I'],
    title: "a job id in another form than lower case with dashes can't be told from one that does not exist",
    needs: ['completed'],
    holds: async (api) => {
      const id = api.job('completed').toLowerCase();
      const forms = [id.toUpperCase(), id.replaceAll('-', '')].filter((form) => form !== id);
      for (const form of forms) {
        expectSame(await api.results(form), await api.results(unknownJob));
        expectSame(await api.status(form), await api.status(unknownJob));
      }
    },
  },
];
