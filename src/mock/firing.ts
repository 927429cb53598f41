import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { refuse, secondsToMidnight, throttled } from '../api/auth.ts';
import type { Endpoint } from '../api/endpoints.ts';
import { detailOf, insufficientCredits } from '../api/errors.ts';
import { takes, wholeNumber } from '../text-values.ts';
import { FaultBody } from './bodies.ts';
import { quoted } from './client-text.ts';
import { faultView } from './faults.ts';
import { type Steering, seedOf, timeOf } from './steering.ts';

/** What happens to one call. */
export type Firing = {
  /** The fault's id, or that the call asked for it itself. */
  fault: number | 'prefer';
  does: FaultBody;
  /** Milliseconds, drawn where the fault gives a range. */
  delay: number;
};

/** From 0 up to, but not including, 1: follows from its parts alone. */
const drawn = (...parts: (string | number)[]): number =>
  createHash('sha256').update(JSON.stringify(parts)).digest().readUInt32LE(0) / 2 ** 32;

const delayOf = (does: FaultBody, draw: number): number => {
  const { delay_ms = 0 } = does;
  if (typeof delay_ms === 'number') return delay_ms;
  return delay_ms.min + Math.floor(draw * (delay_ms.max - delay_ms.min + 1));
};

/** A `Prefer: code=503, delay=250` header, which does for its call what a fault does; an error text where it is wrong. */
const preferred = (header: string | undefined): Firing | string | undefined => {
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

/** The first fault of the caller's that fires for this call; each one looked at on the way has been counted. */
const firstOf = (steering: Steering, caller: string, endpoint: Endpoint): Firing | undefined => {
  const { faults } = steering.store;
  for (const [position, row] of faults.list(caller).entries()) {
    const { id, seen, fired, ...does } = faultView(row);
    if (does.endpoint !== undefined && does.endpoint !== endpoint) continue;
    if (fired >= (does.times ?? Number.POSITIVE_INFINITY)) continue;
    // By its position: ids go on counting after a reset, which is to bring the same draws again.
    const luck = (what: string): number => drawn(seedOf(steering), caller, position, seen, what);
    const fires = seen >= (does.skip ?? 0) && luck('fires') < (does.probability ?? 1);
    faults.count(caller, id, fires);
    if (fires) return { fault: id, does, delay: delayOf(does, luck('delay')) };
  }
  return undefined;
};

/** What happens to a call, if anything does. @returns an error text where its Prefer header is wrong */
export const firingFor = (
  steering: Steering,
  request: FastifyRequest,
  endpoint: Endpoint,
): Firing | string | undefined =>
  preferred(request.headers.prefer as string | undefined) ?? firstOf(steering, request.account?.name ?? '', endpoint);

/** How many seconds a client is to wait: those that the fault's own header says, or as of a real 429 (E6). */
const waitOf = (steering: Steering, { account }: FastifyRequest, { headers = {} }: FaultBody): number => {
  const [, own = ''] = Object.entries(headers).find(([name]) => name.toLowerCase() === 'retry-after') ?? [];
  return wholeNumber(own) === undefined
    ? secondsToMidnight(account ? timeOf(steering, account) : steering.now())
    : Number(own);
};

/** Answers as a fault with a status or a body says; without a body, with the vendor's. Its headers are set when the answer is sent. */
export const answerFault = (
  steering: Steering,
  request: FastifyRequest,
  reply: FastifyReply,
  endpoint: Endpoint,
  does: FaultBody,
): void => {
  const { status = 200, body } = does;
  reply.code(status);
  if (typeof body === 'string') reply.type('text/plain; charset=utf-8').send(body);
  else if (body !== undefined) reply.type('application/json').serializer(JSON.stringify).send(body);
  else if (status === 429) throttled(reply, waitOf(steering, request, does));
  else if (status === 401) refuse(reply, endpoint);
  else if (status === 402) {
    const balance = request.account ? steering.store.credits.balance(request.account.name) : 0;
    insufficientCredits(reply, { required: balance + 1, balance });
  } else if (status < 300 || status === 304) reply.send();
  else {
    const said = status === 400 ? { error: 'Bad request.' } : { detail: detailOf(status, request) };
    reply.type('application/json').serializer(JSON.stringify).send(said);
  }
};
