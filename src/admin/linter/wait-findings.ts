import type { Endpoint } from '../../api/endpoints.ts';
import type { Memory } from './account-history.ts';
import { type Finding, finding } from './finding.ts';
import { keyOf } from './text-key.ts';

/** How much too early a call may come, in milliseconds: timers and the way to the mock are no better. */
export const jitterMs = 100;

/** How long a call may be on its way, in milliseconds, while another one is answered. */
const underWayMs = 25;

/** A moment, in milliseconds since 1970, on the account's clock and on the machine's. */
export type Moment = { at: number; machine: number };

/** A Retry-After that was sent. */
export type Wait = {
  status: number;
  /** The key of the URL that was called. */
  url: string;
  /** From when until when a call is too early. */
  since: Moment;
  until: Moment;
  /** Whether a finding has been made of a call that came too early. */
  reported: boolean;
};

/** Whether a wait goes on: a client waits by a clock that a test moves, or by its own while the test's stands still. */
const isOn = ({ since, until }: Wait, { at, machine }: Moment): boolean =>
  at >= since.at && at < until.at - jitterMs && machine < until.machine - jitterMs;

/** Whether a call may have been on its way when another one was told to wait. */
const wasUnderWay = (wait: Wait, { at, machine }: Moment, url: string): boolean =>
  keyOf(url) !== wait.url && at - wait.since.at < underWayMs && machine - wait.since.machine < underWayMs;

const seconds = (ms: number): number => Math.ceil(ms / 1000);

/** E6: the first call before a Retry-After has passed; marks the wait as reported. */
export const waitFindings = ({ waits }: Memory, endpoint: Endpoint, url: string, moment: Moment): Finding[] => {
  for (const key of ['any', endpoint] as const) {
    const wait = waits.get(key);
    if (!wait || wait.reported || !isOn(wait, moment) || wasUnderWay(wait, moment, url)) continue;
    wait.reported = true;
    const message = `called ${seconds(wait.until.at - moment.at)} s before the Retry-After of an earlier ${wait.status} has passed: wait for it`;
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
  { status, header, url, moment }: { status: number; header: string; url: string; moment: Moment },
): void => {
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - moment.at;
  if (Number.isNaN(ms)) return;
  const key = status === 429 ? 'any' : endpoint;
  const before = waits.get(key);
  const until = { at: moment.at + ms, machine: moment.machine + ms };
  // A client that is told to wait again while it is to wait already goes on with the same wait.
  const { since, reported } = before && isOn(before, moment) ? before : { since: moment, reported: false };
  waits.set(key, { status, url: keyOf(url), since, until, reported });
};
