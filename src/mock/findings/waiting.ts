import type { Endpoint } from '../../api/endpoints.ts';
import { type Finding, finding } from './finding.ts';
import type { Memory } from './memory.ts';

/** A Retry-After that was sent: from when until when a call is too early, on the account's clock. */
export type Wait = { status: number; since: number; until: number };

const seconds = (ms: number): number => Math.ceil(ms / 1000);

/** E6: a call before a Retry-After has passed. */
export const waitFindings = ({ waits }: Memory, endpoint: Endpoint, at: number): Finding[] => {
  for (const key of ['any', endpoint] as const) {
    const wait = waits.get(key);
    if (!wait || at < wait.since || at >= wait.until) continue;
    const message = `called ${seconds(wait.until - at)} s before the Retry-After of an earlier ${wait.status} has passed: wait for it`;
    return [finding('retry-after-ignored', message)];
  }
  return [];
};

/**
 * Remembers a Retry-After header, in seconds or as a date. A 429 is about the account, any other status about the
 * endpoint.
 */
export const rememberWait = (
  { waits }: Memory,
  endpoint: Endpoint,
  { status, header, at }: { status: number; header: string; at: number },
): void => {
  const until = /^\d+$/.test(header) ? at + Number(header) * 1000 : Date.parse(header);
  if (Number.isNaN(until)) return;
  waits.set(status === 429 ? 'any' : endpoint, { status, since: at, until });
};
