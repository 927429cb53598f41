import type { FastifyReply, onRequestHookHandler } from 'fastify';
import type { Store } from '../../db/open-store.ts';
import { getAccountTime } from '../../domain/account-clock.ts';
import { countSecondsToMidnight, getQuotaDay } from '../../domain/daily-quota.ts';
import { getCallerAccount } from '../exchange.ts';

/** Sends a 429 with its Retry-After (E6). */
export const sendThrottled = (reply: FastifyReply, seconds: number): void => {
  reply
    .code(429)
    .header('retry-after', String(seconds))
    .send({ detail: `Request was throttled. Expected available in ${seconds} seconds.` });
};

/**
 * The hook that counts the calls of a test account, and answers 429 after the last call of its daily quota (E6).
 * @param now milliseconds since 1970, UTC, on the machine's clock
 */
export const createQuota =
  ({ accounts }: Store, now: () => number): onRequestHookHandler =>
  (request, reply, next) => {
    const account = getCallerAccount(request);
    if (account.daily_quota === null) {
      next();
      return;
    }
    const time = getAccountTime(account, now());
    if (accounts.countCall(account.name, getQuotaDay(time))) next();
    else sendThrottled(reply, countSecondsToMidnight(time));
  };
