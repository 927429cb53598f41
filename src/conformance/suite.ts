import { clauseIds, clauseOf } from '../domain/clauses.ts';
import { StartError } from '../lib/start-error.ts';
import { type Api, openApi, type Target, unknownJob } from './api.ts';
import { Unaskable, Unlike } from './expect.ts';
import { type Send, Unanswered } from './http.ts';
import type { NotAsked, Probe } from './probe.ts';
import { changes } from './probes/control-and-unlock.ts';
import { csv } from './probes/csv.ts';
import { everywhere } from './probes/everywhere.ts';
import { found } from './probes/filters.ts';
import { records } from './probes/records.ts';
import { results } from './probes/results.ts';
import { search } from './probes/search.ts';
import { status } from './probes/status.ts';
import { type Redact, redactor } from './redact.ts';
import type { Outcome, Report, ReportedCheck } from './report.ts';

/** All that is asked and not asked, in the order of the clauses. */
export const probes: readonly (Probe | NotAsked)[] = [
  ...everywhere,
  ...results,
  ...records,
  ...csv,
  ...found,
  ...search,
  ...status,
  ...changes,
].sort((a, b) => clauseIds.indexOf(a.clause) - clauseIds.indexOf(b.clause));

/** Whether there is anything to ask at all, told before everything is found to fail. */
const greet = async (api: Api, base: string): Promise<void> => {
  const found = await api.search();
  const { location, 'content-type': type = 'no type' } = found.headers;
  if (found.status === 401) throw new StartError(`--token is refused by ${base}: ${found.text}`);
  if (found.status >= 300 && found.status < 400)
    throw new StartError(`${found.url} is redirected to ${location}; see --base-url`);
  // Search has no 404 of its own.
  if (!/json/i.test(type) || found.status === 404) {
    throw new StartError(`${found.url} answers ${found.status} with ${type}: it is no eCore API; see --base-url`);
  }
  const job = await api.results(unknownJob);
  if (job.status === 401) {
    throw new StartError(
      `the token is refused as Bearer by ${base}: ${job.text}; give the right one as --bearer-token`,
    );
  }
};

const outcomeOf = (basis: Probe['basis'], strict: boolean): Outcome =>
  strict || basis.includes('D') || basis.includes('P') ? 'failed' : 'drift';

const unanswered = 'it could not be asked';
/** So many checks in a row without an answer, and there is nobody to ask any more. */
const mostUnanswered = 3;

/** Why it is no use to ask on; undefined while it is. */
const lost = (checks: readonly ReportedCheck[]): string | undefined => {
  const last = checks.slice(-mostUnanswered).map(({ detail = '' }) => detail);
  const gone = last.length === mostUnanswered && last.every((detail) => detail.startsWith(unanswered));
  return gone ? last.at(-1)?.slice(unanswered.length + 2) : undefined;
};

const ask = async (probe: Probe | NotAsked, api: Api, strict: boolean, redact: Redact): Promise<ReportedCheck> => {
  const { clause, title, basis = clauseOf(clause).basis } = probe;
  const check = { id: clause, title, basis };
  if ('skipped' in probe) return { ...check, outcome: 'skipped', detail: probe.skipped };
  const missing = probe.needs?.filter((name) => api.jobs[name] === undefined) ?? [];
  if (missing.length > 0) {
    return { ...check, outcome: 'skipped', detail: `needs ${missing.map((name) => `--${name}-job`).join(', ')}` };
  }
  try {
    await probe.holds(api);
    return { ...check, outcome: 'passed' };
  } catch (error) {
    if (error instanceof Unaskable) return { ...check, outcome: 'skipped', detail: error.message };
    if (error instanceof Unanswered) {
      return { ...check, outcome: 'failed', detail: `${unanswered}: ${redact(error.message, 240)}` };
    }
    if (!(error instanceof Unlike)) throw error;
    const [question, expected, seen] = [error.question, error.expected, error.seen].map((text) => redact(text, 240));
    const detail = `${question}: expected ${expected}; saw ${seen}`;
    return { ...check, outcome: outcomeOf(probe.basis, strict), detail };
  }
};

/**
 * Asks, one question after the other. No token of the target shows in what it gives or throws.
 * @param strict counts drift as failed
 * @param asked all clauses unless it says which
 * @throws StartError where it can't be asked on: no answer, no API, or a refused token
 */
export const runChecks = async (
  send: Send,
  target: Target,
  strict: boolean,
  asked: readonly (Probe | NotAsked)[] = probes,
): Promise<Report> => {
  const redact = redactor(Object.values(target.tokens));
  const api = openApi(send, target);
  try {
    await greet(api, target.base);
    const checks: ReportedCheck[] = [];
    for (const probe of asked) {
      checks.push(await ask(probe, api, strict, redact));
      const gone = lost(checks);
      if (gone !== undefined) throw new StartError(gone);
    }
    return { title: redact(`The contract, asked of ${target.base}`, 400), checks };
  } catch (error) {
    throw error instanceof StartError ? new StartError(redact(error.message, 400)) : error;
  }
};
