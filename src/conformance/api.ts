import { bases } from '../api/endpoints.ts';
import { StartError } from '../lib/start-error.ts';
import type { Answer, Send } from './http.ts';

const jobNames = ['completed', 'paused', 'pending', 'empty', 'foreign'] as const;
/** What a job is named for. */
export type JobName = (typeof jobNames)[number];

/** Whom to ask, and with what. */
export type Target = {
  /** Where the API answers, without a slash at the end. */
  base: string;
  /** Of the endpoints with the scheme word Token, and of those with Bearer. */
  tokens: { search: string; enrichment: string };
  jobs: Partial<Record<JobName, string | undefined>>;
};

/** An answer, with its question in words. */
export type Asked = Answer & { question: string; url: string };

type Asking = {
  method?: string;
  /** Another Authorization header than a good one; null for none. */
  authorization?: string | null;
  headers?: Record<string, string>;
  /** Another base than the one that was given (E1). */
  base?: string;
  /** Asks anew what was asked before. */
  again?: boolean;
};

/** The API as the probes ask it. What was asked before is not asked again. */
export type Api = {
  /** A path of no endpoint, or of one that takes no query. */
  ask: (path: string, asking?: Asking) => Promise<Asked>;
  search: (query?: string, asking?: Asking) => Promise<Asked>;
  results: (jobId: string, query?: string, asking?: Asking) => Promise<Asked>;
  status: (jobId?: string, asking?: Asking) => Promise<Asked>;
  /** A job that a probe needs. */
  job: (name: JobName) => string;
  /** As which jobs were named, whether a probe needs them or not. */
  jobs: Target['jobs'];
  tokens: Target['tokens'];
  /** The other bases of E1. */
  otherBases: readonly string[];
  /** All answers of Search so far. */
  searches: () => readonly Asked[];
};

/** A job that nobody has: a UUID that was drawn once. */
export const unknownJob = '6b1f0e52-3c5d-4e8a-9d27-0f4a8c1b7e93';

/** No server's token. */
export const invalidToken = 'no-token-of-anybody';

/** The bases of E1 but this one. */
const siblings = (base: string): string[] => {
  const own = bases.find((each) => base.endsWith(each)) ?? '';
  const root = base.slice(0, base.length - own.length);
  return bases.filter((each) => each !== own).map((each) => root + each);
};

/**
 * The API of a target.
 * @throws StartError, of each call, where the token has no calls left (E6)
 */
export const openApi = (send: Send, { base, tokens, jobs }: Target): Api => {
  const known = new Map<string, Promise<Asked>>();
  const searches: Asked[] = [];

  const askNow = async (method: string, url: string, headers: Record<string, string>): Promise<Asked> => {
    const answer = await send({ method, url, headers });
    if (answer.status === 429) {
      const after = answer.headers['retry-after'];
      throw new StartError(
        `the token has no calls left (429)${after === undefined ? '' : `, for ${after} seconds`}: not all could be asked`,
      );
    }
    const path = url.startsWith(base) ? url.slice(base.length) : url;
    const anonymous = headers.authorization === undefined ? ' without a token' : '';
    return { ...answer, url, question: `${method} ${path}${anonymous}` };
  };

  const ask = (path: string, asking: Asking = {}): Promise<Asked> => {
    const { method = 'GET', authorization = null, headers = {}, again = false } = asking;
    const url = (asking.base ?? base) + path;
    const all = authorization === null ? headers : { ...headers, authorization };
    const key = JSON.stringify([method, url, all]);
    const asked = (again ? undefined : known.get(key)) ?? askNow(method, url, all);
    known.set(key, asked);
    // What got no answer is asked anew by the next check that wants to know.
    asked.catch(() => known.delete(key));
    return asked;
  };

  const query = (text: string): string => (text === '' ? '' : `?${text}`);
  const bearer = { authorization: `Bearer ${tokens.enrichment}` };
  return {
    ask,
    search: async (text = '', asking = {}) => {
      const answer = await ask(`/external/search/${query(text)}`, {
        authorization: `Token ${tokens.search}`,
        ...asking,
      });
      searches.push(answer);
      return answer;
    },
    results: (jobId, text = '', asking = {}) =>
      ask(`/enrichment/result/${jobId}/${query(text)}`, { ...bearer, ...asking }),
    status: (jobId, asking = {}) =>
      ask(`/enrichment/status/${jobId === undefined ? '' : `${jobId}/`}`, { ...bearer, ...asking }),
    job: (name) => {
      const id = jobs[name];
      if (id === undefined) throw new Error(`a probe asks with a ${name} job that it does not say it needs`);
      return id;
    },
    jobs,
    tokens,
    otherBases: siblings(base),
    searches: () => searches,
  };
};
