import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Endpoint } from '../../api/endpoints.ts';
import { createErrorDetail } from '../../api/plugins/errors.ts';
import type { Store } from '../../db/open-store.ts';
import { type Account, parseMutedFindings } from '../../db/repositories/account-repository.ts';
import { getAccountTime } from '../../domain/account-clock.ts';
import type { FindingKind } from '../../domain/finding-kinds.ts';
import { findCallerByAnyScheme } from '../find-caller-by-any-scheme.ts';
import type { AccountHistories, Moment } from './account-history.ts';
import { type Finding, isMistake, joinOnOneLine, maxFindings } from './finding.ts';
import { lintPage } from './page-findings.ts';
import { lintPoll } from './poll-findings.ts';
import { lintBody, lintRedirect, lintRequest } from './request-findings.ts';
import { rememberWait } from './wait-findings.ts';

/** How a strict mock refuses a call. */
export type StrictRefusal = { status: 400 | 406; body: { error: string } | { detail: string } };

/** Mistakes that are refused even without a valid token, since the vendor checks them before the token (E7, E14). */
const checkedBeforeToken: ReadonlySet<FindingKind> = new Set(['wrong-scheme', 'not-acceptable']);

type LinterOptions = {
  store: Store;
  histories: AccountHistories;
  /** Milliseconds since 1970, UTC, on the machine's clock. */
  now: () => number;
  /** Whether plain mistakes are refused. */
  strict: boolean;
};

const createMoment = (account: Account | undefined, machine: number): Moment => ({
  at: account ? getAccountTime(account, machine) : machine,
  machine,
});

/** Adds findings to the observation of a call. @returns those that the caller's account has not muted */
const addFindings = (store: Store, request: FastifyRequest, findings: readonly Finding[]): readonly Finding[] => {
  const { observation } = request.exchange;
  if (findings.length === 0 || !observation) return [];
  for (const { kind } of findings) observation.findingKinds.add(kind);
  const account = findCallerByAnyScheme(store, request);
  const muted = account ? parseMutedFindings(account) : [];
  const reported = findings.filter(({ kind }) => !muted.includes(kind));
  observation.findings.push(...reported.slice(0, maxFindings - observation.findings.length));
  return reported;
};

/** Creates the linter, which finds mistakes that the vendor accepts silently, and adds findings to the observation. */
export const createLinter = ({ store, histories, now, strict }: LinterOptions) => {
  const report = (request: FastifyRequest, findings: readonly Finding[]): readonly Finding[] =>
    addFindings(store, request, findings);

  /** How a strict mock refuses a call with these findings; undefined if the call goes on. */
  const refuseMistakes = (request: FastifyRequest, reported: readonly Finding[]): StrictRefusal | undefined => {
    const mistakes = strict ? reported.filter(isMistake) : [];
    const { observation } = request.exchange;
    if (mistakes.length === 0 || !observation) return undefined;
    observation.isRefused = true;
    // E14: the vendor checks nothing else after a wrong Accept header.
    if (mistakes.some(({ kind }) => kind === 'not-acceptable')) {
      return { status: 406, body: { detail: createErrorDetail(406, request) } };
    }
    return { status: 400, body: { error: joinOnOneLine(mistakes.map(({ message }) => message)) } };
  };

  const checkCompletePage = (request: FastifyRequest, account: Account, endpoint: Endpoint): void => {
    const { exchange } = request;
    report(request, lintPage(request));
    const [job] = exchange.jobs ?? [];
    if (!job || endpoint !== 'status' || !('job_id' in (request.params as object))) return;
    const at = getAccountTime(account, exchange.observation?.receivedAt ?? now());
    const clock = { at, frozen: account.clock_frozen_at !== null };
    report(request, lintPoll(histories.get(account.name), job, clock));
  };

  return {
    /** Checks a call before anything else happens. @returns a refusal if the call must not go on */
    checkRequest: (request: FastifyRequest, endpoint: Endpoint): StrictRefusal | undefined => {
      const { account, observation } = request.exchange;
      const history = account && histories.get(account.name);
      const moment = createMoment(account, observation?.receivedAt ?? now());
      const reported = report(request, lintRequest({ store, history, moment }, request, endpoint));
      if (!account && !reported.some(({ kind }) => checkedBeforeToken.has(kind))) return undefined;
      return refuseMistakes(request, reported);
    },

    /** Checks the body of a call once it is parsed. @returns a refusal if the call must not go on */
    checkBody: (request: FastifyRequest): StrictRefusal | undefined => {
      const { endpoint } = request.exchange;
      if (request.body === undefined || endpoint === null) return undefined;
      return refuseMistakes(request, report(request, lintBody(endpoint, request.body)));
    },

    /**
     * Checks an answer before it is sent, and remembers the call, because later calls are compared with it.
     * @param isComplete whether the client gets the whole answer
     */
    checkAnswer: (request: FastifyRequest, reply: FastifyReply, isComplete: boolean): void => {
      const { account, endpoint, jobs } = request.exchange;
      if (!account || endpoint === null) return;
      const header = reply.getHeader('retry-after');
      if (header !== undefined) {
        rememberWait(histories.get(account.name), endpoint, {
          status: reply.statusCode,
          header: String(header),
          url: request.originalUrl,
          moment: createMoment(account, now()),
        });
      }
      if (reply.statusCode !== 200) return;
      if (request.method === 'GET' && isComplete) checkCompletePage(request, account, endpoint);
      // A client that has paused or resumed a job may poll it at once.
      if (request.method === 'POST')
        for (const { job_id } of jobs ?? []) histories.get(account.name).polls.delete(job_id);
    },

    /** Checks a call whose path lacks the slash of a page. @returns a refusal if it must not be redirected */
    checkRedirect: (request: FastifyRequest, pathWithSlash: string): StrictRefusal | undefined =>
      refuseMistakes(request, report(request, [lintRedirect(pathWithSlash, request.method)])),
  };
};

/** The header that shows findings to a client. */
const findingHeader = 'X-Mock-Finding';

/** Sets the header that shows findings to a client, and exposes it to pages of other origins (E11). */
export const setFindingHeader = (reply: FastifyReply, findings: readonly Finding[]): void => {
  if (findings.length === 0) return;
  reply.header(findingHeader, joinOnOneLine(findings.map(({ kind, message }) => `${kind}: ${message}`)));
  const exposed = reply.getHeader('access-control-expose-headers');
  if (exposed !== undefined) reply.header('access-control-expose-headers', `${exposed}, ${findingHeader}`);
};
