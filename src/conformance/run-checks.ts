import { getClause } from '../domain/clauses.ts';
import { StartError } from '../lib/start-error.ts';
import { allProbes } from './all-probes.ts';
import { type ApiClient, createApiClient, type Target, unknownJobId } from './api-client.ts';
import type { Outcome, Report, ReportedCheck } from './check-report.ts';
import { Mismatch, Skipped } from './expectations.ts';
import { NoResponse, type SendRequest } from './http-sender.ts';
import type { Probe, SkippedProbe } from './probe.ts';
import { createRedactor, type Redact } from './redact-tokens.ts';

const maxDetailLength = 240;
const maxMessageLength = 400;

/**
 * Checks that the server is an eCore API that accepts the tokens, so that one message says so instead of many failures.
 * @throws StartError
 */
const checkTarget = async (api: ApiClient, baseUrl: string): Promise<void> => {
  const search = await api.search();
  const { location, 'content-type': type = 'no type' } = search.headers;
  if (search.status === 401) throw new StartError(`--token is refused by ${baseUrl}: ${search.text}`);
  if (search.status >= 300 && search.status < 400) {
    throw new StartError(`${search.url} is redirected to ${location}; see --base-url`);
  }
  // No clause lets Search answer 404.
  if (!/json/i.test(type) || search.status === 404) {
    throw new StartError(`${search.url} answers ${search.status} with ${type}: it is no eCore API; see --base-url`);
  }
  const results = await api.results(unknownJobId);
  if (results.status === 401) {
    throw new StartError(
      `the token is refused as Bearer by ${baseUrl}: ${results.text}; set --bearer-token to another token`,
    );
  }
};

const createMismatchOutcome = (basis: Probe['basis'], strict: boolean): Outcome =>
  strict || basis.includes('D') || basis.includes('P') ? 'failed' : 'drift';

const noResponsePrefix = 'no response: ';
/** After this many consecutive checks without a response, the check assumes that the server has stopped. */
const maxWithoutResponse = 3;

/** Returns the reason for the assumption that the server has stopped; undefined if the server responds. */
const findLostServer = (checks: readonly ReportedCheck[]): string | undefined => {
  const details = checks.slice(-maxWithoutResponse).map(({ detail = '' }) => detail);
  const isLost = details.length === maxWithoutResponse && details.every((text) => text.startsWith(noResponsePrefix));
  return isLost ? details.at(-1)?.slice(noResponsePrefix.length) : undefined;
};

const runProbe = async (
  probe: Probe | SkippedProbe,
  api: ApiClient,
  strict: boolean,
  redact: Redact,
): Promise<ReportedCheck> => {
  const { clause, title, basis = getClause(clause).basis } = probe;
  const check = { id: clause, title, basis };
  if ('skipReason' in probe) return { ...check, outcome: 'skipped', detail: probe.skipReason };
  const missing = probe.neededJobs?.filter((kind) => api.jobs[kind] === undefined) ?? [];
  if (missing.length > 0) {
    return { ...check, outcome: 'skipped', detail: `needs ${missing.map((kind) => `--${kind}-job`).join(', ')}` };
  }
  try {
    await probe.run(api);
    return { ...check, outcome: 'passed' };
  } catch (error) {
    if (error instanceof Skipped) return { ...check, outcome: 'skipped', detail: error.message };
    if (error instanceof NoResponse) {
      return { ...check, outcome: 'failed', detail: noResponsePrefix + redact(error.message, maxDetailLength) };
    }
    if (!(error instanceof Mismatch)) throw error;
    const { request, expected, actual } = error;
    const [where, wanted, got] = [request, expected, actual].map((text) => redact(text, maxDetailLength));
    return {
      ...check,
      outcome: createMismatchOutcome(probe.basis, strict),
      detail: `${where}: expected ${wanted}; got ${got}`,
    };
  }
};

/**
 * Runs probes against a server, one request after the other. No token of the target is in the report or in an error.
 * @param strict reports drift as failed
 * @throws StartError if the check can't be completed: no response, no eCore API, a refused token or no calls left
 */
export const runChecks = async (
  send: SendRequest,
  target: Target,
  strict: boolean,
  probes: readonly (Probe | SkippedProbe)[] = allProbes,
): Promise<Report> => {
  const redact = createRedactor(Object.values(target.tokens));
  const api = createApiClient(send, target);
  try {
    await checkTarget(api, target.baseUrl);
    const checks: ReportedCheck[] = [];
    for (const probe of probes) {
      checks.push(await runProbe(probe, api, strict, redact));
      const lostServer = findLostServer(checks);
      if (lostServer !== undefined) throw new StartError(lostServer);
    }
    return { title: redact(`Contract check of ${target.baseUrl}`, maxMessageLength), checks };
  } catch (error) {
    throw error instanceof StartError ? new StartError(redact(error.message, maxMessageLength)) : error;
  }
};
