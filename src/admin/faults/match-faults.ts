import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Endpoint } from '../../api/endpoints.ts';
import { refuse, throttled } from '../../api/plugins/authentication.ts';
import { detailOf, insufficientCredits } from '../../api/plugins/errors.ts';
import { secondsToMidnight } from '../../domain/daily-quota.ts';
import { takes, wholeNumber } from '../../lib/text-values.ts';
import { type AdminContext, getSeed, readAccountClock } from '../admin-context.ts';
import { quoted } from '../linter/client-text.ts';
import { FaultBody } from '../schemas/request-bodies.ts';
import { endsCall, findFaultHeader, toFaultView } from './fault-definition.ts';

/** What happens to one call: how late it is answered, and how it ends. */
export type Firing = {
  /**
   * The id of the fault that says how the call ends or, where none does, of the first that delays it; `prefer` where that
   * is the call's own header.
   */
  fault: number | 'prefer';
  /** How it ends: as this fault says; empty where it is only delayed. */
  does: FaultBody;
  /** Milliseconds before it is answered, of all faults together. */
  delay: number;
  /** Milliseconds between two pieces of a body that trickles. */
  pieceDelay: number;
};

/** From 0 up to, but not including, 1: follows from its parts alone. */
const drawn = (...parts: (string | number)[]): number =>
  createHash('sha256').update(JSON.stringify(parts)).digest().readUInt32LE(0) / 2 ** 32;

/**
 * Milliseconds that a fault delays a call for.
 * @param draw from 0 up to, but not including, 1: where in a range it is
 */
export const delayOf = ({ delay_ms = 0 }: FaultBody, draw: number): number => {
  if (typeof delay_ms === 'number') return delay_ms;
  return delay_ms.min + Math.floor(draw * (delay_ms.max - delay_ms.min + 1));
};

/** What one of the causes of a firing does, with its delay. */
type Part = Pick<Firing, 'fault' | 'does' | 'delay'>;

/** A `Prefer: code=503, delay=250` header, which does for its call what a fault does; an error text where it is wrong. */
const preferred = (header: string | undefined): Part | string | undefined => {
  if (header === undefined) return undefined;
  const does: FaultBody = {};
  const { status, delay_ms } = FaultBody.properties;
  for (const preference of header.split(/[,;]/)) {
    const [name = '', value, ...more] = preference.split('=').map((part) => part.trim());
    const isCode = name.toLowerCase() === 'code';
    if (!(isCode || name.toLowerCase() === 'delay') || value === undefined || more.length > 0) continue;
    const text = value.replace(/^"/, '').replace(/"$/, '');
    const number = Number(wholeNumber(text));
    const range = isCode ? status : delay_ms.anyOf[0];
    if (!(number >= (range.minimum as number) && number <= (range.maximum as number))) {
      return `Prefer: ${name} must be ${takes(range)}, not ${quoted(text)}.`;
    }
    if (isCode) does.status = number;
    else does.delay_ms = number;
  }
  if (Object.keys(does).length === 0) return undefined;
  return { fault: 'prefer', does, delay: delayOf(does, 0) };
};

/**
 * All that fires for this call: what comes first and says how the call ends, and all that only delays it. What would end
 * the call, too, is passed over whole; every other fault that was looked at has been counted.
 * @param first what comes before all faults
 */
const partsOf = (context: AdminContext, caller: string, endpoint: Endpoint, first: Part | undefined): Part[] => {
  const { faults } = context.store;
  const parts = first ? [first] : [];
  const counted = new Map<number, boolean>();
  for (const [position, row] of faults.list(caller).entries()) {
    const { id, enabled, seen, fired, ...does } = toFaultView(row);
    if (!enabled || (does.endpoint ?? endpoint) !== endpoint) continue;
    if (fired >= (does.times ?? Number.POSITIVE_INFINITY)) continue;
    if (endsCall(does) && parts.some((part) => endsCall(part.does))) continue;
    // By its position: ids go on counting after a reset, which is to bring the same draws again.
    const luck = (what: string): number => drawn(getSeed(context), caller, position, seen, what);
    const fires = seen >= (does.skip ?? 0) && luck('fires') < (does.probability ?? 1);
    counted.set(id, fires);
    if (fires) parts.push({ fault: id, does, delay: delayOf(does, luck('delay')) });
  }
  if (counted.size > 0) faults.count(caller, counted);
  return parts;
};

const trickles = ({ does }: Part): boolean => does.connection === 'trickle';

/** What happens to a call, if anything does. @returns an error text where its Prefer header is wrong */
export const firingFor = (
  context: AdminContext,
  request: FastifyRequest,
  endpoint: Endpoint,
): Firing | string | undefined => {
  const own = preferred(request.headers.prefer as string | undefined);
  if (typeof own === 'string') return own;
  const parts = partsOf(context, request.account?.name ?? '', endpoint, own);
  const end = parts.find(({ does }) => endsCall(does));
  const named = end ?? parts[0];
  if (!named) return undefined;
  return {
    fault: named.fault,
    does: end?.does ?? {},
    delay: parts.reduce((sum, part) => sum + (trickles(part) ? 0 : part.delay), 0),
    pieceDelay: end && trickles(end) ? end.delay : 0,
  };
};

/** How many seconds a client is to wait: those of the fault, or of its own header, or as of a real 429 (E6). */
const waitOf = (context: AdminContext, { account }: FastifyRequest, does: FaultBody): number => {
  const [, own = ''] = findFaultHeader(does, 'retry-after') ?? [];
  const wait = does.retry_after ?? wholeNumber(own);
  return wait === undefined
    ? secondsToMidnight(account ? readAccountClock(context, account) : context.now())
    : Number(wait);
};

/** Answers as a fault with a status or a body says; without a body, with the vendor's. Its headers are set when the answer is sent. */
export const answerFault = (
  context: AdminContext,
  request: FastifyRequest,
  reply: FastifyReply,
  endpoint: Endpoint,
  does: FaultBody,
): void => {
  const { status = 200, body, retry_after } = does;
  reply.code(status);
  if (retry_after !== undefined) reply.header('retry-after', String(retry_after));
  if (typeof body === 'string') reply.type('text/plain; charset=utf-8').send(body);
  else if (body !== undefined) reply.type('application/json').serializer(JSON.stringify).send(body);
  else if (status === 429) throttled(reply, waitOf(context, request, does));
  else if (status === 401) refuse(reply, endpoint);
  else if (status === 402) {
    const balance = request.account ? context.store.credits.balance(request.account.name) : 0;
    insufficientCredits(reply, { required: balance + 1, balance });
  } else if (status < 300 || status === 304) reply.send();
  else {
    const said = status === 400 ? { error: 'Bad request.' } : { detail: detailOf(status, request) };
    reply.type('application/json').serializer(JSON.stringify).send(said);
  }
};
