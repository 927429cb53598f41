import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Endpoint } from '../../api/endpoints.ts';
import { detailOf } from '../../api/plugins/errors.ts';
import type { Sent } from '../../api/schemas/parameters.ts';
import { type Account, mutedFindings } from '../../db/repositories/account-repository.ts';
import { accountTime } from '../../domain/account-clock.ts';
import type { FindingKind } from '../../domain/finding-kinds.ts';
import { type AdminContext, findCaller } from '../admin-context.ts';
import { bodyFindings, callFindings, slashFinding } from './call-findings.ts';
import { type Finding, inOneLine, isMistake, mostFindings } from './finding.ts';
import { breakWalk, type Page, pageFindings, pageOf, rememberPage, type Walk, walkOn } from './page-findings.ts';
import { pollFindings } from './poll-findings.ts';
import { type Moment, rememberWait } from './wait-findings.ts';

/** What is seen of a request while it runs. */
export type Sight = {
  /** The parameters of its URL, for all who look at them. */
  sent: Sent;
  /** What is reported of it. */
  findings: Finding[];
  /** The kinds of all that was found, those that its account has muted among them. */
  kinds: Set<FindingKind>;
  /** The walk that its page belongs to. */
  walk: Walk | undefined;
  /** The page that it gets. */
  page: Page | undefined;
  /** Whether the mock has refused it itself: --strict, or a Prefer header that is wrong. */
  refused: boolean;
};

export const openSight = (sent: Sent): Sight => ({
  sent,
  findings: [],
  kinds: new Set(),
  walk: undefined,
  page: undefined,
  refused: false,
});

/** How a strict mock refuses a call. */
export type StrictRefusal = { status: 400 | 406; body: { error: string } | { detail: string } };

/** Mistakes that are refused although the caller has no valid token, since the vendor looks at them before (E7, E14). */
const beforeToken: ReadonlySet<FindingKind> = new Set(['wrong-scheme', 'not-acceptable']);

/** What was seen, and when the call came on the machine's clock. */
type Seen = { sight: Sight; at: number };

/**
 * Looks at each request for what the vendor would let pass in silence.
 * @param strict whether plain mistakes are refused
 */
export const lookout = (context: AdminContext, strict: boolean) => {
  const { store, journal, now } = context;

  /** Adds the findings that the caller's account has not muted, and gives them. */
  const report = (sight: Sight, request: FastifyRequest, findings: readonly Finding[]): readonly Finding[] => {
    if (findings.length === 0) return findings;
    for (const { kind } of findings) sight.kinds.add(kind);
    const account = findCaller(context, request);
    const muted = account ? mutedFindings(account) : [];
    const reported = findings.filter(({ kind }) => !muted.includes(kind));
    sight.findings.push(...reported.slice(0, mostFindings - sight.findings.length));
    return reported;
  };

  /** What a strict mock refuses a call with that has these findings. */
  const refusalOf = (
    sight: Sight,
    request: FastifyRequest,
    reported: readonly Finding[],
  ): StrictRefusal | undefined => {
    const mistakes = strict ? reported.filter(isMistake) : [];
    if (mistakes.length === 0) return undefined;
    sight.refused = true;
    // E14: the vendor looks at nothing else then.
    if (mistakes.some(({ kind }) => kind === 'not-acceptable')) {
      return { status: 406, body: { detail: detailOf(406, request) } };
    }
    return { status: 400, body: { error: inOneLine(mistakes.map(({ message }) => message)) } };
  };

  const momentOf = (account: Account | undefined, machine: number): Moment => ({
    at: account ? accountTime(account, machine) : machine,
    machine,
  });

  const lookAtPage = ({ sight }: Seen, request: FastifyRequest, account: Account, endpoint: Endpoint): void => {
    const memory = journal.memory(account.name);
    sight.page = pageOf(request, sight.sent, endpoint);
    if (!sight.page) {
      breakWalk(memory, request, sight.sent, endpoint);
      return;
    }
    report(sight, request, pageFindings(memory, sight.page));
    const walk = walkOn(memory, sight.page, request.id);
    // Whether it was cut short is found later, from the journal.
    if (!mutedFindings(account).includes('walk-cut-short')) sight.walk = walk;
  };

  return {
    /** Before a call does anything. @returns what it is to be refused with, if it is */
    atCall: ({ sight, at }: Seen, request: FastifyRequest, endpoint: Endpoint): StrictRefusal | undefined => {
      const account = request.account as Account | undefined;
      const memory = account && journal.memory(account.name);
      const looked = { store, memory, moment: momentOf(account, at), sent: sight.sent };
      const reported = report(sight, request, callFindings(looked, request, endpoint));
      if (!account && !reported.some(({ kind }) => beforeToken.has(kind))) return undefined;
      return refusalOf(sight, request, reported);
    },

    /** Once its body is read, before it does anything. @returns what it is to be refused with, if it is */
    atBody: ({ sight }: Seen, request: FastifyRequest): StrictRefusal | undefined =>
      request.body === undefined || request.endpoint === null
        ? undefined
        : refusalOf(sight, request, report(sight, request, bodyFindings(request.endpoint, request.body))),

    /** When it is answered. @param whole whether the client gets the whole of the answer */
    atAnswer: (seen: Seen, request: FastifyRequest, reply: FastifyReply, whole: boolean): void => {
      const { sight } = seen;
      const { endpoint, method } = request;
      const account = request.account as Account | undefined;
      if (!account || endpoint === null) return;
      const memory = journal.memory(account.name);
      const wait = reply.getHeader('retry-after');
      if (wait !== undefined) {
        rememberWait(memory, endpoint, {
          status: reply.statusCode,
          header: String(wait),
          url: request.originalUrl,
          moment: momentOf(account, now()),
        });
      }
      if (method === 'GET' && (reply.statusCode !== 200 || !whole)) breakWalk(memory, request, sight.sent, endpoint);
      if (reply.statusCode !== 200) return;
      if (method === 'POST') {
        memory.changes += 1;
        // Who has moved a job may look at once how it stands.
        for (const { job_id } of request.jobs ?? []) memory.polls.delete(job_id);
      }
      if (method !== 'GET' || !whole) return;
      lookAtPage(seen, request, account, endpoint);
      const [job] = request.jobs ?? [];
      if (job && endpoint === 'status' && 'job_id' in (request.params as object)) {
        const clock = { at: accountTime(account, seen.at), frozen: account.clock_frozen_at !== null };
        report(sight, request, pollFindings(memory, job, clock));
      }
    },

    /** When the connection ends without an answer. */
    atLoss: ({ sight }: Seen, request: FastifyRequest): void => {
      const { endpoint, method } = request;
      const account = request.account as Account | undefined;
      if (!account || endpoint === null || method !== 'GET') return;
      breakWalk(journal.memory(account.name), request, sight.sent, endpoint);
    },

    /** When it lacks the slash of a page. @returns what it is to be refused with, if it is */
    atSlash: ({ sight }: Seen, request: FastifyRequest, slashed: string): StrictRefusal | undefined =>
      refusalOf(sight, request, report(sight, request, [slashFinding(slashed, request.method)])),

    /** Once the client has the whole answer. */
    atEnd: ({ sight: { page } }: Seen, request: FastifyRequest): void => {
      if (page) rememberPage(journal.memory(request.account.name), page, request.id);
    },
  };
};

/** The header that tells a client of findings. */
const findingHeader = 'X-Mock-Finding';

/** Tells the client what was found, pages of other origins too (E11). */
export const tellFindings = (reply: FastifyReply, findings: readonly Finding[]): void => {
  if (findings.length === 0) return;
  reply.header(findingHeader, inOneLine(findings.map(({ kind, message }) => `${kind}: ${message}`)));
  const exposed = reply.getHeader('access-control-expose-headers');
  if (exposed !== undefined) reply.header('access-control-expose-headers', `${exposed}, ${findingHeader}`);
};
