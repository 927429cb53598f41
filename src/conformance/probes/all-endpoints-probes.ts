import { type ApiClient, type ApiResponse, unknownJobId, unknownToken } from '../api-client.ts';
import { invalidBearerToken, invalidToken, notFound } from '../documented-values.ts';
import { expect, expectErrorText, expectObject, expectResponse, expectSameResponse } from '../expectations.ts';
import type { Probe, SkippedProbe } from '../probe.ts';

/** RFC 4918 defines PROPFIND as safe, so even a server that implements it changes nothing. */
const unsupportedMethod = 'PROPFIND';

const createMethodNotAllowed = (method: string) => ({ detail: `Method "${method}" not allowed.` });

/** An escape that JSON does not need. U+2028 and U+2029 may be escaped: old JavaScript engines could not read them. */
const needlessEscape = /\\u(?!00[01]|2028|2029|d[89a-f])[0-9a-f]{4}/i;

const pageQuery = 'limit=5';

/** Responses of the two endpoints whose pages name a base path. */
type BaseResponses = { search: ApiResponse; refusal: ApiResponse };

/** @param baseUrl the base URL of the target if it is left out */
const fetchUnderBase = async (api: ApiClient, baseUrl?: string): Promise<BaseResponses> => {
  const base = baseUrl === undefined ? {} : { baseUrl };
  return {
    search: await api.search(pageQuery, base),
    refusal: await api.results(unknownJobId, '', { authorization: null, ...base }),
  };
};

/** Whether Search answered, and not another service of the host. */
const isSearch = ({ status, headers }: ApiResponse): boolean =>
  status === 200 && /json/i.test(headers['content-type'] ?? '');

/** Whether Results refused the request, and not another service of the host. */
const isRefusal = ({ status, text }: ApiResponse, ownRefusal: ApiResponse): boolean =>
  status === 401 && text === ownRefusal.text;

const fetchUnknownPath = (api: ApiClient): Promise<ApiResponse> =>
  api.request('/external/no-such-endpoint/', { authorization: `Token ${api.tokens.search}` });

const routingProbes: readonly (Probe | SkippedProbe)[] = [
  {
    clause: 'E1',
    basis: ['D', 'P'],
    title: 'an endpoint answers in the same way under every base path that has it',
    run: async (api) => {
      const own = await fetchUnderBase(api);
      expectResponse(own.refusal, 401, invalidBearerToken);
      for (const baseUrl of api.otherBaseUrls) {
        const other = await fetchUnderBase(api, baseUrl);
        if (isSearch(other.search)) expectSameResponse(other.search, own.search);
        if (isRefusal(other.refusal, own.refusal)) expectSameResponse(other.refusal, own.refusal);
      }
    },
  },
  {
    clause: 'E1',
    // No page says that one host has all base paths, and no page names the root.
    basis: ['I'],
    title: 'every endpoint answers under every base path',
    run: async (api) => {
      const own = await fetchUnderBase(api);
      for (const baseUrl of api.otherBaseUrls) {
        const other = await fetchUnderBase(api, baseUrl);
        expect(isSearch(other.search), other.search, `Search under ${baseUrl} too`);
        expect(isRefusal(other.refusal, own.refusal), other.refusal, `Results under ${baseUrl} too`);
      }
    },
  },
  {
    clause: 'E2',
    basis: ['I'],
    title: 'GET and HEAD without the trailing slash are redirected to the same URL with it',
    run: async (api) => {
      for (const method of ['GET', 'HEAD']) {
        const response = await api.request('/external/search?limit=1&job_title=%20a', { method });
        const { status, url } = response;
        const expected = url.replace('?', '/?');
        const { location = '' } = response.headers;
        const isSame = URL.canParse(location, url) && new URL(location, url).href === new URL(expected).href;
        expect(status === 301 && isSame, response, `301 to ${expected}`, `${status} to ${location}`);
      }
    },
  },
  {
    clause: 'E3',
    basis: ['I'],
    title: 'HEAD answers like GET, without a body',
    run: async (api) => {
      const get = await api.search(pageQuery);
      const head = await api.search(pageQuery, { method: 'HEAD' });
      const isSame = head.status === get.status && head.headers['content-type'] === get.headers['content-type'];
      expect(isSame && head.text === '', head, `${get.status}, the headers of GET and no body`);
    },
  },
  {
    clause: 'E3',
    basis: ['I'],
    title: 'another method is 405 with Allow, and 401 without a token',
    run: async (api) => {
      const response = await api.search('', { method: unsupportedMethod });
      expectResponse(response, 405, createMethodNotAllowed(unsupportedMethod));
      const { allow } = response.headers;
      expect(allow === 'GET, HEAD, OPTIONS', response, 'Allow: GET, HEAD, OPTIONS', allow);
      const withoutToken = await api.search('', { method: unsupportedMethod, authorization: null });
      expectResponse(withoutToken, 401, invalidToken);
      const control = await api.request('/enrichment-control/', { authorization: `Bearer ${api.tokens.enrichment}` });
      expectResponse(control, 405, createMethodNotAllowed('GET'));
      const unlock = await api.request('/external/unlock/', { authorization: `Token ${api.tokens.search}` });
      expectResponse(unlock, 405, createMethodNotAllowed('GET'));
    },
  },
  {
    clause: 'E4',
    basis: ['P'],
    title: 'an unknown path is 404',
    run: async (api) => {
      const response = await fetchUnknownPath(api);
      expect(response.status === 404, response, 'status 404', response.status);
    },
  },
  {
    clause: 'E4',
    basis: ['I'],
    title: 'the 404 of an unknown path has the body of an unknown record',
    run: async (api) => expectResponse(await fetchUnknownPath(api), 404, notFound),
  },
  {
    clause: 'E5',
    title: 'an unexpected failure reveals no details',
    skipReason: 'no request makes a healthy server fail',
  },
  {
    clause: 'E6',
    title: 'the daily cap of a test token',
    skipReason: 'it would use up all calls of a day',
  },
];

const tokenProbes: readonly Probe[] = [
  {
    clause: 'E7',
    basis: ['I'],
    title: 'the token is checked before parameters and before any lookup',
    run: async (api) => {
      for (const authorization of [null, `Token ${unknownToken}`]) {
        expectResponse(await api.search('limit=abc', { authorization }), 401, invalidToken);
      }
      for (const authorization of [null, `Bearer ${unknownToken}`]) {
        expectResponse(await api.results(unknownJobId, 'page=abc', { authorization }), 401, invalidBearerToken);
      }
    },
  },
  {
    clause: 'E7',
    basis: ['P'],
    title: 'Search refuses a valid token with the wrong scheme word or without one',
    run: async (api) => {
      const { search } = api.tokens;
      for (const authorization of [`Bearer ${search}`, search]) {
        expectResponse(await api.search('', { authorization }), 401, invalidToken);
      }
    },
  },
  {
    clause: 'E7',
    // The vendor's page contains this rule only for Search and Unlock, so it is inferred for Results.
    basis: ['I'],
    title: 'Results refuses a valid token with the wrong scheme word or without one',
    run: async (api) => {
      const { enrichment } = api.tokens;
      for (const authorization of [`Token ${enrichment}`, enrichment]) {
        expectResponse(await api.results(unknownJobId, '', { authorization }), 401, invalidBearerToken);
      }
    },
  },
  {
    clause: 'E7',
    basis: ['I'],
    title: 'a token that contains a space is invalid',
    run: async (api) => {
      const { search, enrichment } = api.tokens;
      const ofSearch = await api.search('', { authorization: `Token ${search} x` });
      expectResponse(ofSearch, 401, invalidToken);
      const ofResults = await api.results(unknownJobId, '', { authorization: `Bearer ${enrichment} x` });
      expectResponse(ofResults, 401, invalidBearerToken);
    },
  },
  {
    clause: 'E7',
    basis: ['I'],
    title: 'the scheme word may be in any letter case',
    run: async (api) => {
      expectSameResponse(await api.search('', { authorization: `tOKEN ${api.tokens.search}` }), await api.search());
      const authorization = `bEARER ${api.tokens.enrichment}`;
      expectSameResponse(await api.results(unknownJobId, '', { authorization }), await api.results(unknownJobId));
    },
  },
];

const corsProbe: Probe = {
  clause: 'E11',
  basis: ['I'],
  title: 'browsers of any origin may call the API',
  run: async (api) => {
    const origin = 'https://app.example';
    const headers = {
      origin,
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'authorization',
    };
    const preflight = await api.search('', { method: 'OPTIONS', authorization: null, headers });
    const response = await api.search('', { headers: { origin } });
    for (const either of [preflight, response]) {
      const allowed = either.headers['access-control-allow-origin'];
      expect(allowed === '*' || allowed === origin, either, 'Access-Control-Allow-Origin: *', allowed ?? 'none');
    }
    const isSuccess = Math.floor(preflight.status / 100) === 2;
    expect(isSuccess, preflight, '2xx for a preflight without a token', preflight.status);
    const allowed = preflight.headers['access-control-allow-headers'] ?? 'none';
    expect(/authorization/i.test(allowed), preflight, 'Access-Control-Allow-Headers with Authorization', allowed);
    const exposed = response.headers['access-control-expose-headers'] ?? 'none';
    const isExposed = /content-disposition/i.test(exposed);
    expect(isExposed, response, 'Access-Control-Expose-Headers with Content-Disposition', exposed);
  },
};

const requestProbes: readonly (Probe | SkippedProbe)[] = [
  {
    clause: 'E8',
    basis: ['I'],
    title: 'the last of repeated parameters counts; unknown and empty parameters are ignored',
    run: async (api) => {
      expectSameResponse(await api.search('limit=1&limit=5'), await api.search(pageQuery));
      expectSameResponse(await api.search('no_such_parameter=1'), await api.search());
      expectSameResponse(await api.search('industry='), await api.search());
    },
  },
  {
    clause: 'E9',
    basis: ['I'],
    title: 'JSON is application/json, with its keys in the documented order and no needless escapes',
    run: async (api) => {
      const search = await api.search();
      const responses = [search, await api.search('', { authorization: null }), await api.results(unknownJobId)];
      for (const response of responses) {
        const type = response.headers['content-type'];
        expect(type === 'application/json', response, 'Content-Type: application/json', type ?? 'none');
        const escaped = needlessEscape.exec(response.text.replaceAll('\\\\', ''));
        expect(escaped === null, response, 'letters that are not escaped', escaped?.[0]);
      }
      const keys = Object.keys(expectObject(search));
      expect(String(keys) === 'success,count,results', search, 'success, count, results in this order', keys);
    },
  },
  {
    clause: 'E10',
    basis: ['I'],
    title: "a number that Python's int() does not read is 400",
    run: async (api) => {
      for (const text of ['1.0', '1e1', '0x1', '%20']) expectErrorText(await api.search(`limit=${text}`));
    },
  },
  corsProbe,
  {
    clause: 'E12',
    title: 'a body that the server can not read',
    skipReason: 'it takes a POST with a valid token, and the check sends no request that could change data',
  },
  {
    clause: 'E13',
    title: 'requests that are too large or too slow',
    skipReason: 'the server may take them for an attack',
  },
  {
    clause: 'E14',
    title: 'an Accept header that excludes JSON',
    skipReason: 'the mock refuses it only if it is strict, so neither response is wrong',
  },
  {
    clause: 'E15',
    basis: ['I'],
    title: 'a job id that is not in lower case with dashes is answered like an unknown job',
    neededJobs: ['completed'],
    run: async (api) => {
      const id = api.jobId('completed').toLowerCase();
      const otherForms = [id.toUpperCase(), id.replaceAll('-', '')].filter((form) => form !== id);
      for (const form of otherForms) {
        expectSameResponse(await api.results(form), await api.results(unknownJobId));
        expectSameResponse(await api.status(form), await api.status(unknownJobId));
      }
    },
  },
];

/** The rules for all endpoints: E1–E15. */
export const allEndpointsProbes: readonly (Probe | SkippedProbe)[] = [
  ...routingProbes,
  ...tokenProbes,
  ...requestProbes,
];
