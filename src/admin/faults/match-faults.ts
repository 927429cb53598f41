import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { Endpoint } from '../../api/endpoints.ts';
import { type AdminContext, getSeed } from '../admin-context.ts';
import type { FaultBody } from '../schemas/request-bodies.ts';
import { endsCall, toFaultView } from './fault-definition.ts';
import { parsePreferHeader } from './prefer-header.ts';

/** The effect of all faults on one call: the delay, and the answer. */
export type FaultMatch = {
  /**
   * The id of the fault that determines how the call ends or, if none does, of the first fault that delays it; `prefer` for
   * the call's own Prefer header.
   */
  fault: number | 'prefer';
  /** How the call ends. Empty if it is only delayed. */
  effect: FaultBody;
  /** Milliseconds before the call goes on, by all matching faults together. */
  delayMs: number;
  /** Milliseconds between two parts of a body that trickles. */
  trickleMs: number;
};

/** A number from 0 (included) to 1 (excluded) that only depends on the arguments. */
const drawNumber = (...parts: (string | number)[]): number =>
  createHash('sha256').update(JSON.stringify(parts)).digest().readUInt32LE(0) / 2 ** 32;

/**
 * The delay of a fault in milliseconds.
 * @param position from 0 (included) to 1 (excluded): the position within a range of delays
 */
export const computeDelay = ({ delay_ms = 0 }: FaultBody, position: number): number => {
  if (typeof delay_ms === 'number') return delay_ms;
  return delay_ms.min + Math.floor(position * (delay_ms.max - delay_ms.min + 1));
};

/** One fault that applies to a call, with its delay in milliseconds. */
type Cause = Pick<FaultMatch, 'fault' | 'effect' | 'delayMs'>;

/**
 * Finds all faults that apply to a call. The first fault with an answer determines the answer. Later faults with an answer are
 * skipped and not counted. Every other enabled fault of the endpoint is counted.
 * @param prefer the Prefer header of the call, which takes precedence over all faults
 */
const findCauses = (
  context: AdminContext,
  caller: string,
  endpoint: Endpoint,
  prefer: FaultBody | undefined,
): Cause[] => {
  const { faults } = context.store;
  const causes: Cause[] = prefer ? [{ fault: 'prefer', effect: prefer, delayMs: computeDelay(prefer, 0) }] : [];
  const counted = new Map<number, boolean>();
  for (const [position, row] of faults.list(caller).entries()) {
    const { id, enabled, seen, fired, ...effect } = toFaultView(row);
    if (!enabled || (effect.endpoint ?? endpoint) !== endpoint) continue;
    if (fired >= (effect.times ?? Number.POSITIVE_INFINITY)) continue;
    if (endsCall(effect) && causes.some((cause) => endsCall(cause.effect))) continue;
    // The position, not the id: ids go on counting after a reset, which must bring the same numbers again.
    const draw = (purpose: string): number => drawNumber(getSeed(context), caller, position, seen, purpose);
    const applies = seen >= (effect.skip ?? 0) && draw('fires') < (effect.probability ?? 1);
    counted.set(id, applies);
    if (applies) causes.push({ fault: id, effect, delayMs: computeDelay(effect, draw('delay')) });
  }
  if (counted.size > 0) faults.count(caller, counted);
  return causes;
};

const isTrickle = ({ effect }: Cause): boolean => effect.connection === 'trickle';

/** The faults that apply to a call, as one; undefined if none does. @returns an error text if its Prefer header is wrong */
export const matchFaults = (
  context: AdminContext,
  { headers, exchange }: FastifyRequest,
  endpoint: Endpoint,
): FaultMatch | string | undefined => {
  const prefer = parsePreferHeader(headers.prefer as string | undefined);
  if (typeof prefer === 'string') return prefer;
  const causes = findCauses(context, exchange.account?.name ?? '', endpoint, prefer);
  const ending = causes.find(({ effect }) => endsCall(effect));
  const named = ending ?? causes[0];
  if (!named) return undefined;
  return {
    fault: named.fault,
    effect: ending?.effect ?? {},
    delayMs: causes.reduce((sum, cause) => sum + (isTrickle(cause) ? 0 : cause.delayMs), 0),
    trickleMs: ending && isTrickle(ending) ? ending.delayMs : 0,
  };
};
