import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';

/** A string or buffer that trickles is sent in this many parts; a stream in parts of this many bytes. */
const trickledParts = 10;
const trickledPartBytes = 1024;
const defaultTrickleMs = 100;

/** The body of an answer. */
export type Payload = string | Buffer | Readable;

/** The ways in which a connection breaks without an answer. */
export type WithoutAnswer = 'reset' | 'empty';

/** Whether a connection that breaks this way ends before the first byte of an answer. */
export const isWithoutAnswer = (connection: string | undefined): connection is WithoutAnswer =>
  connection === 'reset' || connection === 'empty';

/** Whether a connection that breaks this way ends before the client has the whole answer. */
export const cutsOff = (connection: string | undefined): connection is 'truncate' | 'stall' =>
  connection === 'truncate' || connection === 'stall';

const lineEnds: readonly number[] = [0x0a, 0x0d];

/** The position at which bytes are cut: near the middle, and inside of a line if a line has two bytes or more. */
const findCut = (bytes: Buffer): number => {
  const isInLine = (cut: number): boolean =>
    cut > 0 &&
    !lineEnds.includes(bytes[cut - 1] as number) &&
    cut < bytes.length &&
    !lineEnds.includes(bytes[cut] as number);
  const middle = Math.floor(bytes.length / 2);
  for (let distance = 0; distance <= middle; distance += 1) {
    if (isInLine(middle - distance)) return middle - distance;
    if (isInLine(middle + distance)) return middle + distance;
  }
  return middle;
};

/** The first part of a body, cut in its middle and never at the end of a line. */
const readFirstHalf = async (payload: Payload): Promise<Buffer> => {
  const parts: Buffer[] = [];
  if (payload instanceof Readable) {
    // The first part of a CSV is its header row, and each further part has many rows. So two parts are enough.
    for await (const part of payload) if (parts.push(Buffer.from(part)) === 2) break;
  } else parts.push(Buffer.from(payload));
  const last = parts.pop() ?? Buffer.alloc(0);
  return Buffer.concat([...parts, last.subarray(0, findCut(last))]);
};

/** Closes the connection after everything that was written is sent. */
const closeAfterWrites = (reply: FastifyReply): void => {
  const { socket } = reply.raw;
  if (socket && 'destroySoon' in socket) socket.destroySoon();
  else reply.raw.destroy();
};

/** A body that never comes. The headers are set when Fastify reads it for the first time. */
const createEndlessBody = (onRead: () => void): Readable => new Readable({ read: onRead });

/** Counts the bytes that are sent of a body. */
type Counted = { cutBytes: number | undefined };

async function* trickledBytes(
  payload: Payload,
  delayMs: number,
  aborted: AbortSignal,
  counted: Counted,
): AsyncGenerator<Buffer> {
  const parts = payload instanceof Readable ? payload : [payload];
  counted.cutBytes = 0;
  let isFirst = true;
  for await (const part of parts) {
    const bytes = Buffer.from(part);
    const size = payload instanceof Readable ? trickledPartBytes : Math.max(1, Math.ceil(bytes.length / trickledParts));
    for (let from = 0; from < bytes.length; from += size) {
      if (!isFirst) await pause(delayMs, undefined, { signal: aborted }).catch(() => {});
      if (aborted.aborted) return;
      isFirst = false;
      const piece = bytes.subarray(from, from + size);
      counted.cutBytes += piece.length;
      yield piece;
    }
  }
}

/** The same body, sent slowly. @param delayMs milliseconds between two parts; 0 for the default */
export const trickle = (payload: Payload, reply: FastifyReply, delayMs: number, counted: Counted): Readable => {
  const controller = new AbortController();
  reply.raw.once('close', () => controller.abort());
  return Readable.from(trickledBytes(payload, delayMs || defaultTrickleMs, controller.signal, counted));
};

const sendFirstHalf = (half: Buffer, reply: FastifyReply): void => {
  reply.raw.flushHeaders();
  if (half.length === 0) closeAfterWrites(reply);
  else reply.raw.write(half, () => closeAfterWrites(reply));
};

/** The first half of the body, after which the connection ends. The headers still describe the whole body. */
export const truncate = async (payload: Payload, reply: FastifyReply, counted: Counted): Promise<Readable> => {
  const half = await readFirstHalf(payload);
  counted.cutBytes = half.length;
  // The half is written past Fastify's pipe, because the end of a pipe would be the regular end of the body.
  return createEndlessBody(() => sendFirstHalf(half, reply));
};

/** The headers of an answer without a body, on a connection that stays open. */
export const stall = (payload: Payload, reply: FastifyReply, counted: Counted): Readable => {
  if (payload instanceof Readable) payload.destroy();
  counted.cutBytes = 0;
  return createEndlessBody(() => reply.raw.flushHeaders());
};

/** Ends a connection without an answer. */
export const breakConnection = (kind: WithoutAnswer, reply: FastifyReply): void => {
  reply.hijack();
  const { socket } = reply.raw;
  if (kind === 'reset' && socket && 'resetAndDestroy' in socket) socket.resetAndDestroy();
  else reply.raw.destroy();
};
