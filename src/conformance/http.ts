import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { setTimeout as wait } from 'node:timers/promises';
import { StartError } from '../lib/start-error.ts';

export type Question = { method: string; url: string; headers: Record<string, string> };
export type Answer = { status: number; headers: IncomingHttpHeaders; text: string };

/** Asks a server. Redirects are answers like others. */
export type Send = (question: Question) => Promise<Answer>;

/** That one question got no answer. */
export class Unanswered extends StartError {}

const place = (url: string): string => url.replace(/\?.*/s, '');

/**
 * Asks over HTTP, one connection a request.
 * @param timeout milliseconds that a whole answer may take
 * @throws Unanswered where there is no answer: refused, timed out, no trust in its certificate; StartError where stopped
 */
export const sender = (timeout: number, stop: AbortSignal): Send => {
  const explain = (url: string, error: NodeJS.ErrnoException, late: AbortSignal): StartError => {
    if (stop.aborted) return new StartError('stopped before all was asked; there is no report');
    if (late.aborted) return new Unanswered(`${place(url)} gave no answer within ${timeout} ms; see --timeout`);
    return new Unanswered(`${place(url)} can't be reached: ${error.message || error.code}; see --base-url`);
  };
  return ({ method, url, headers }) =>
    new Promise((resolve, reject) => {
      const late = AbortSignal.timeout(timeout);
      const fail = (error: NodeJS.ErrnoException): void => reject(explain(url, error, late));
      const request = url.startsWith('https:') ? httpsRequest : httpRequest;
      const sent = request(url, { method, headers, agent: false, signal: AbortSignal.any([stop, late]) }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', fail);
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            text: Buffer.concat(chunks).toString(),
          }),
        );
      });
      sent.on('error', fail).end();
    });
};

/**
 * The same, with a pause before each question but the first, so that no second has more than `rate` of them.
 * @param pause waits for so many milliseconds
 */
export const paced = (
  send: Send,
  rate: number,
  stop: AbortSignal,
  pause: (ms: number) => Promise<unknown> = (ms) => wait(ms, undefined, { signal: stop }).catch(() => {}),
): Send => {
  let asked = false;
  return async (question) => {
    if (asked) await pause(1000 / rate);
    asked = true;
    return send(question);
  };
};
