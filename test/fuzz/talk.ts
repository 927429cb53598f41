import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connectTo } from '../support/raw-connection.ts';
import { type Answer, answerIn, NoHttp } from './answers.ts';
import type { Sent } from './requests.ts';

/** How many requests are under way at once. */
const atOnce = 32;
/** Longer than any answer takes, in milliseconds, on a machine that has much else to do. */
const patience = 20_000;

/** Told each answer with its request, and how many milliseconds it took after the one before it. */
export type Told = (sent: Sent, answer: Answer, ms: number) => void;

export class Hang extends Error {}

/** Reads answers off a connection, each with its request; gives the requests that it ended before. */
const readAnswers = (socket: Socket, asked: readonly Sent[], told: Told): Promise<Sent[]> =>
  new Promise((resolve, reject) => {
    let held: Buffer = Buffer.alloc(0);
    let next = 0;
    let before = performance.now();
    const timer = setTimeout(() => end(new Hang(`no answer in ${patience} ms`)), patience);
    const end = (error?: unknown): void => {
      clearTimeout(timer);
      socket.off('data', onData).off('close', onEnd).off('end', onEnd);
      if (error === undefined) resolve(asked.slice(next));
      else reject(error);
    };
    const onEnd = (): void => {
      socket.destroy();
      end(held.length > 0 ? new NoHttp(`broken off: ${held.toString('latin1', 0, 200)}`) : undefined);
    };
    const onData = (part: Buffer): void => {
      held = held.length === 0 ? part : Buffer.concat([held, part]);
      try {
        while (next < asked.length) {
          const sent = asked[next] as Sent;
          const found = answerIn(held, sent.method);
          if (!found) return;
          held = held.subarray(found.end);
          next += 1;
          const now = performance.now();
          told(sent, found.answer, now - before);
          before = now;
          if (found.answer.headers.get('connection') === 'close') {
            socket.destroy();
            end();
            return;
          }
        }
        if (held.length > 0) throw new NoHttp(`nobody asked for ${held.toString('latin1', 0, 200)}`);
        end();
      } catch (error) {
        end(error);
      }
    };
    socket.on('data', onData).on('close', onEnd).on('end', onEnd);
  });

/** A connection of its own, whose other side is closed behind the request: whatever comes, must be whole answers. */
const sendAlone = async (url: string, sent: Sent, told: Told): Promise<void> => {
  const socket = await connectTo(url);
  const parts: Buffer[] = [];
  socket.on('data', (part) => parts.push(part));
  const began = performance.now();
  const hang = setTimeout(() => socket.destroy(new Hang()), patience);
  let failed: NodeJS.ErrnoException | undefined;
  socket.on('error', (error) => {
    failed = error;
  });
  socket.end(sent.bytes);
  await once(socket, 'close');
  clearTimeout(hang);
  if (failed instanceof Hang) throw new Hang(`no end in ${patience} ms`);
  let held = Buffer.concat(parts);
  for (let found = answerIn(held, sent.method); found; found = answerIn(held, sent.method)) {
    told(sent, found.answer, performance.now() - began);
    held = held.subarray(found.end);
  }
  if (held.length > 0 && !failed) throw new NoHttp(`broken off: ${held.toString('latin1', 0, 200)}`);
};

/**
 * Sends requests over connections that are kept as long as the server keeps them.
 * @throws NoHttp for answers that are no HTTP, Hang where none comes in time
 */
export const talk = async (url: string, requests: readonly Sent[], told: Told): Promise<void> => {
  let socket = await connectTo(url);
  const send = async (batch: readonly Sent[]): Promise<void> => {
    for (let left = batch; left.length > 0; ) {
      if (!socket.writable || socket.readableEnded) socket = await connectTo(url);
      socket.write(Buffer.concat(left.map(({ bytes }) => bytes)));
      const unanswered = await readAnswers(socket, left, told);
      if (unanswered.length === left.length) throw new NoHttp('a connection that ended without an answer');
      left = unanswered;
    }
  };
  let batch: Sent[] = [];
  const flush = async (): Promise<void> => {
    await send(batch);
    batch = [];
  };
  for (const sent of requests) {
    if (sent.way === 'piped') batch.push(sent);
    if (batch.length === atOnce || (sent.way !== 'piped' && batch.length > 0)) await flush();
    if (sent.way === 'kept') await send([sent]);
    if (sent.way === 'alone') await sendAlone(url, sent, told);
  }
  await flush();
  socket.destroy();
};
