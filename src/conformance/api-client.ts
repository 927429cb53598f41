import { parse } from 'csv-parse/sync';
import type { HttpResponse } from '../lib/http-request.ts';
import { StartError } from '../lib/start-error.ts';
import { basePaths } from './documented-values.ts';
import type { SendRequest } from './http-sender.ts';

/** The kinds of job for which an option can name a job. */
export type JobKind = 'completed' | 'paused' | 'pending' | 'empty' | 'foreign';

/** The server to check, with the credentials and jobs to use. */
export type Target = {
  /** The URL to which the documented paths are appended, without a slash at the end. */
  baseUrl: string;
  /** `search` is sent with the scheme word Token, `enrichment` with Bearer. */
  tokens: { search: string; enrichment: string };
  jobs: Partial<Record<JobKind, string | undefined>>;
};

/** A response with its request. */
export type ApiResponse = HttpResponse & {
  /** The request in words, such as `GET /external/search/`. */
  request: string;
  url: string;
  /** Returns the rows of a CSV body, the header first. It parses once, because many probes read the same body. */
  csvRows: () => string[][];
};

type RequestOptions = {
  method?: string;
  /** The Authorization header to send in place of the valid one; null sends none. */
  authorization?: string | null;
  headers?: Record<string, string>;
  /** The base URL to use in place of the target's (E1). */
  baseUrl?: string;
  /** Whether to send the request even if the same one was sent before. */
  repeat?: boolean;
};

/** The API as the probes use it. A request that was sent before is not sent again: its response is reused. */
export type ApiClient = {
  /** Sends a request to any path. It has no Authorization header unless the options set one. */
  request: (path: string, options?: RequestOptions) => Promise<ApiResponse>;
  search: (query?: string, options?: RequestOptions) => Promise<ApiResponse>;
  results: (jobId: string, query?: string, options?: RequestOptions) => Promise<ApiResponse>;
  status: (jobId?: string, options?: RequestOptions) => Promise<ApiResponse>;
  /** Returns the id of a job that the probe needs. */
  jobId: (kind: JobKind) => string;
  /** All jobs that were named, even those that the probe does not need. */
  jobs: Target['jobs'];
  tokens: Target['tokens'];
  /** The base URLs of the same host under which the API is expected as well (E1). */
  otherBaseUrls: readonly string[];
  /** Returns all responses of Search so far. */
  searchResponses: () => readonly ApiResponse[];
};

/** A random UUID that no job has. */
export const unknownJobId = '6b1f0e52-3c5d-4e8a-9d27-0f4a8c1b7e93';

/** A token that no account has. */
export const unknownToken = 'no-token-of-anybody';

/** Sends a call without a token and with an unknown token, both of which the API refuses. */
export const fetchRefusals = async (
  scheme: 'Token' | 'Bearer',
  send: (options: { authorization: string | null }) => Promise<ApiResponse>,
): Promise<ApiResponse[]> => {
  const withoutToken = await send({ authorization: null });
  return [withoutToken, await send({ authorization: `${scheme} ${unknownToken}` })];
};

const listOtherBaseUrls = (baseUrl: string): string[] => {
  const ownPath = basePaths.find((path) => baseUrl.endsWith(path)) ?? '';
  const origin = baseUrl.slice(0, baseUrl.length - ownPath.length);
  return basePaths.filter((path) => path !== ownPath).map((path) => origin + path);
};

const createThrottledError = (retryAfter: string | undefined): StartError => {
  const duration = retryAfter === undefined ? '' : `, for ${retryAfter} seconds`;
  return new StartError(`the token has no calls left (429)${duration}: the check can't be completed`);
};

/**
 * Creates a function that sends each request at most once.
 * @throws StartError, from the function, if the token has no calls left (E6)
 */
const createCachedRequest = (send: SendRequest, baseUrl: string): ApiClient['request'] => {
  const responses = new Map<string, Promise<ApiResponse>>();

  const sendNow = async (method: string, url: string, headers: Record<string, string>): Promise<ApiResponse> => {
    const response = await send({ method, url, headers });
    if (response.status === 429) throw createThrottledError(response.headers['retry-after']);
    const path = url.startsWith(baseUrl) ? url.slice(baseUrl.length) : url;
    const suffix = headers.authorization === undefined ? ' without a token' : '';
    let rows: string[][] | undefined;
    const csvRows = (): string[][] => {
      rows ??= parse(response.text, { bom: true }) as string[][];
      return rows;
    };
    return { ...response, url, request: `${method} ${path}${suffix}`, csvRows };
  };

  return (path, options = {}) => {
    const { method = 'GET', authorization = null, headers = {}, repeat = false } = options;
    const url = (options.baseUrl ?? baseUrl) + path;
    const allHeaders = authorization === null ? headers : { ...headers, authorization };
    const key = JSON.stringify([method, url, allHeaders]);
    const response = (repeat ? undefined : responses.get(key)) ?? sendNow(method, url, allHeaders);
    responses.set(key, response);
    // Do not cache a failure: the next probe that needs the response sends the request again.
    response.catch(() => responses.delete(key));
    return response;
  };
};

/**
 * Creates the client with which the probes call the API that is checked. Every response to Search is kept for the
 * probes of people.
 */
export const createApiClient = (send: SendRequest, { baseUrl, tokens, jobs }: Target): ApiClient => {
  const searchResponses: ApiResponse[] = [];
  const request = createCachedRequest(send, baseUrl);
  const suffix = (query: string): string => (query === '' ? '' : `?${query}`);
  const bearer = { authorization: `Bearer ${tokens.enrichment}` };
  return {
    request,
    search: async (query = '', options = {}) => {
      const authorization = `Token ${tokens.search}`;
      const response = await request(`/external/search/${suffix(query)}`, { authorization, ...options });
      searchResponses.push(response);
      return response;
    },
    results: (jobId, query = '', options = {}) =>
      request(`/enrichment/result/${jobId}/${suffix(query)}`, { ...bearer, ...options }),
    status: (jobId, options = {}) =>
      request(`/enrichment/status/${jobId === undefined ? '' : `${jobId}/`}`, { ...bearer, ...options }),
    jobId: (kind) => {
      const id = jobs[kind];
      if (id === undefined) throw new Error(`a probe uses the ${kind} job, which its neededJobs do not name`);
      return id;
    },
    jobs,
    tokens,
    otherBaseUrls: listOtherBaseUrls(baseUrl),
    searchResponses: () => searchResponses,
  };
};
