import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';

const trickledPieces = 10;
const pieceBytes = 1024;
const pieceDelay = 100;

type Payload = string | Buffer | Readable;

/** The ways in which a connection breaks without an answer. */
export type Unanswered = 'reset' | 'empty';

export const isUnanswered = (connection: string | undefined): connection is Unanswered =>
  connection === 'reset' || connection === 'empty';

/** Whether a connection that breaks so ends before the client has the whole answer. */
export const cutsOff = (connection: string | undefined): connection is 'truncate' | 'stall' =>
  connection === 'truncate' || connection === 'stall';

const lineEnds: readonly number[] = [0x0a, 0x0d];

/** Where to cut bytes: near the middle, and inside a line where there is one of two bytes or more. */
const cutOf = (bytes: Buffer): number => {
  const isInside = (cut: number): boolean =>
    cut > 0 &&
    !lineEnds.includes(bytes[cut - 1] as number) &&
    cut < bytes.length &&
    !lineEnds.includes(bytes[cut] as number);
  const middle = Math.floor(bytes.length / 2);
  for (let away = 0; away <= middle; away += 1) {
    if (isInside(middle - away)) return middle - away;
    if (isInside(middle + away)) return middle + away;
  }
  return middle;
};

/** The first part of a body, cut in its middle and never at the end of a line. */
const firstHalf = async (payload: Payload): Promise<Buffer> => {
  const parts: Buffer[] = [];
  if (payload instanceof Readable) {
    // A CSV gives its header row first and then many rows at a time: two pieces are enough.
    for await (const part of payload) if (parts.push(Buffer.from(part)) === 2) break;
  } else parts.push(Buffer.from(payload));
  const last = parts.pop() ?? Buffer.alloc(0);
  return Buffer.concat([...parts, last.subarray(0, cutOf(last))]);
};

/** Closes the connection once what was written is out. */
const closeAfter = (reply: FastifyReply): void => {
  const { socket } = reply.raw;
  if (socket && 'destroySoon' in socket) socket.destroySoon();
  else reply.raw.destroy();
};

/** A body that never comes: the headers are set by the time somebody wants to read it. */
const never = (whenRead: () => void): Readable => new Readable({ read: whenRead });

async function* pieces(payload: Payload, delay: number, gone: AbortSignal): AsyncGenerator<Buffer> {
  const parts = payload instanceof Readable ? payload : [payload];
  let late = false;
  for await (const part of parts) {
    const bytes = Buffer.from(part);
    const size = payload instanceof Readable ? pieceBytes : Math.max(1, Math.ceil(bytes.length / trickledPieces));
    for (let from = 0; from < bytes.length; from += size) {
      if (late) await pause(delay, undefined, { signal: gone }).catch(() => {});
      if (gone.aborted) return;
      late = true;
      yield bytes.subarray(from, from + size);
    }
  }
}

const cutOff = (half: Buffer, reply: FastifyReply): void => {
  reply.raw.flushHeaders();
  if (half.length === 0) closeAfter(reply);
  else reply.raw.write(half, () => closeAfter(reply));
};

const trickled = (payload: Payload, reply: FastifyReply, delay: number): Readable => {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  return Readable.from(pieces(payload, delay || pieceDelay, gone.signal));
};

/**
 * The body of an answer, broken as a fault says, and how many bytes of it go out where that is known before.
 * The headers stay those of the whole answer, its length among them.
 */
export const breakBody = async (
  kind: 'truncate' | 'stall' | 'trickle',
  payload: Payload,
  reply: FastifyReply,
  delay: number,
): Promise<{ body: Readable; bytes?: number }> => {
  if (!(payload instanceof Readable)) reply.header('content-length', String(Buffer.byteLength(payload)));
  if (kind === 'trickle') return { body: trickled(payload, reply, delay) };
  if (kind === 'truncate') {
    const half = await firstHalf(payload);
    // Past the pipe, whose end would be no cut: only once this is out may the connection go.
    return { body: never(() => cutOff(half, reply)), bytes: half.length };
  }
  if (payload instanceof Readable) payload.destroy();
  return { body: never(() => reply.raw.flushHeaders()), bytes: 0 };
};

/** Ends a connection without an answer. */
export const breakConnection = (kind: Unanswered, reply: FastifyReply): void => {
  reply.hijack();
  const { socket } = reply.raw;
  if (kind === 'reset' && socket && 'resetAndDestroy' in socket) socket.resetAndDestroy();
  else reply.raw.destroy();
};
