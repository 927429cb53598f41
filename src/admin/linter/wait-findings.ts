import type { Endpoint } from '../../api/endpoints.ts';
import { hashText } from '../../lib/hash-text.ts';
import type { AccountHistory, Moment, Wait } from './account-history.ts';
import { createFinding, type Finding } from './finding.ts';

/** The milliseconds by which a call may be too early, because timers and the network are inexact. */
export const jitterMs = 100;

/** How many milliseconds a call may be on its way while another call is answered. */
const inFlightMs = 25;

/**
 * Whether the client still has to wait. The wait ends as soon as its time has passed on one of the two clocks: on the account's
 * clock, which a test can move, or on the machine's clock, because the account's clock may be frozen.
 */
const isActive = ({ since, until }: Wait, { at, machine }: Moment): boolean =>
  at >= since.at && at < until.at - jitterMs && machine < until.machine - jitterMs;

/** Whether a call may have been on its way when the answer with Retry-After was sent. */
const wasInFlight = (wait: Wait, { at, machine }: Moment, url: string): boolean =>
  hashText(url) !== wait.urlHash && at - wait.since.at < inFlightMs && machine - wait.since.machine < inFlightMs;

const toSeconds = (ms: number): number => Math.ceil(ms / 1000);

/** E6: the first call that comes before a Retry-After has passed. The wait is marked as reported. */
export const lintWait = ({ waits }: AccountHistory, endpoint: Endpoint, url: string, moment: Moment): Finding[] => {
  for (const key of ['any', endpoint] as const) {
    const wait = waits.get(key);
    if (!wait || wait.isReported || !isActive(wait, moment) || wasInFlight(wait, moment, url)) continue;
    wait.isReported = true;
    const message = `called ${toSeconds(wait.until.at - moment.at)} s before the Retry-After of an earlier ${wait.status} has passed: wait for it`;
    return [createFinding('retry-after-ignored', message)];
  }
  return [];
};

/**
 * Remembers a Retry-After header, in seconds or as a date. After a 429, the client must wait before it calls any endpoint. After
 * another status, it must wait only before it calls the same endpoint.
 */
export const rememberWait = (
  { waits }: AccountHistory,
  endpoint: Endpoint,
  { status, header, url, moment }: { status: number; header: string; url: string; moment: Moment },
): void => {
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - moment.at;
  if (Number.isNaN(ms)) return;
  const key = status === 429 ? 'any' : endpoint;
  const before = waits.get(key);
  const until = { at: moment.at + ms, machine: moment.machine + ms };
  // A second Retry-After during a wait extends the same wait.
  const { since, isReported } = before && isActive(before, moment) ? before : { since: moment, isReported: false };
  waits.set(key, { status, urlHash: hashText(url), since, until, isReported });
};
