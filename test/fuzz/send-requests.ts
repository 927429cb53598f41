import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connectTo } from '../support/raw-connection.ts';
import type { FuzzRequest } from './generate-requests.ts';
import { type Answer, InvalidHttp, parseAnswer } from './parse-answer.ts';

/** The number of pipelined requests. */
const maxPipelined = 32;
/** Milliseconds. No answer takes as long, even on a busy machine. */
const timeoutMs = 120_000;

/** Called with each answer, its request, and the milliseconds since the previous answer. */
export type OnAnswer = (request: FuzzRequest, answer: Answer, ms: number) => void;

export class NoAnswer extends Error {}

/** Reads the answers of a connection. Returns the requests that were not answered before the connection ended. */
const readAnswers = (socket: Socket, requests: readonly FuzzRequest[], onAnswer: OnAnswer): Promise<FuzzRequest[]> =>
  new Promise((resolve, reject) => {
    let received: Buffer = Buffer.alloc(0);
    let next = 0;
    let before = performance.now();
    const timer = setTimeout(() => end(new NoAnswer(`no answer in ${timeoutMs} ms`)), timeoutMs);
    const end = (error?: unknown): void => {
      clearTimeout(timer);
      socket.off('data', onData).off('close', onEnd).off('end', onEnd);
      if (error === undefined) resolve(requests.slice(next));
      else reject(error);
    };
    const onEnd = (): void => {
      socket.destroy();
      end(
        received.length > 0
          ? new InvalidHttp(`an incomplete answer: ${received.toString('latin1', 0, 200)}`)
          : undefined,
      );
    };
    const onData = (part: Buffer): void => {
      received = received.length === 0 ? part : Buffer.concat([received, part]);
      try {
        while (next < requests.length) {
          const request = requests[next] as FuzzRequest;
          const found = parseAnswer(received, request.method);
          if (!found) return;
          received = received.subarray(found.end);
          next += 1;
          const now = performance.now();
          onAnswer(request, found.answer, now - before);
          before = now;
          if (found.answer.headers.get('connection') === 'close') {
            socket.destroy();
            end();
            return;
          }
        }
        if (received.length > 0)
          throw new InvalidHttp(`bytes after the last answer: ${received.toString('latin1', 0, 200)}`);
        end();
      } catch (error) {
        end(error);
      }
    };
    socket.on('data', onData).on('close', onEnd).on('end', onEnd);
  });

/** Sends a request on a connection of its own, and ends the sending side. The server may only send complete answers. */
const sendSeparately = async (url: string, request: FuzzRequest, onAnswer: OnAnswer): Promise<void> => {
  const socket = await connectTo(url);
  const parts: Buffer[] = [];
  socket.on('data', (part) => parts.push(part));
  const start = performance.now();
  const hang = setTimeout(() => socket.destroy(new NoAnswer()), timeoutMs);
  let failed: NodeJS.ErrnoException | undefined;
  socket.on('error', (error) => {
    failed = error;
  });
  socket.end(request.bytes);
  await once(socket, 'close');
  clearTimeout(hang);
  if (failed instanceof NoAnswer) throw new NoAnswer(`no end in ${timeoutMs} ms`);
  let received = Buffer.concat(parts);
  for (let found = parseAnswer(received, request.method); found; found = parseAnswer(received, request.method)) {
    onAnswer(request, found.answer, performance.now() - start);
    received = received.subarray(found.end);
  }
  if (received.length > 0 && !failed)
    throw new InvalidHttp(`an incomplete answer: ${received.toString('latin1', 0, 200)}`);
};

/**
 * Sends requests over connections that stay open as long as the server allows.
 * @throws InvalidHttp for answers that are not valid HTTP, NoAnswer if one does not arrive in time
 */
export const sendRequests = async (
  url: string,
  requests: readonly FuzzRequest[],
  onAnswer: OnAnswer,
): Promise<void> => {
  let socket = await connectTo(url);
  const send = async (batch: readonly FuzzRequest[]): Promise<void> => {
    for (let unanswered = batch; unanswered.length > 0; ) {
      if (!socket.writable || socket.readableEnded) socket = await connectTo(url);
      socket.write(Buffer.concat(unanswered.map(({ bytes }) => bytes)));
      const rest = await readAnswers(socket, unanswered, onAnswer);
      if (rest.length === unanswered.length) throw new InvalidHttp('the connection ended without an answer');
      unanswered = rest;
    }
  };
  let batch: FuzzRequest[] = [];
  const flush = async (): Promise<void> => {
    await send(batch);
    batch = [];
  };
  for (const request of requests) {
    if (request.delivery === 'pipelined') batch.push(request);
    if (batch.length === maxPipelined || (request.delivery !== 'pipelined' && batch.length > 0)) await flush();
    if (request.delivery === 'keep-alive') await send([request]);
    if (request.delivery === 'separate') await sendSeparately(url, request, onAnswer);
  }
  await flush();
  socket.destroy();
};
