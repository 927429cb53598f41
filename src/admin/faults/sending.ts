import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Course } from '../attach.ts';
import { breakBody, cutsOff } from './broken-connections.ts';

/** What is told of an answer while it goes out. */
type Told = {
  /** Once the client has the whole of it. */
  atEnd: (course: Course, request: FastifyRequest) => void;
  /** Writes the request down, with its status or null where it had no answer. */
  write: (request: FastifyRequest, status: number | null) => void;
};

/** How bodies are sent: each request is in the journal before its client has the whole answer. */
export const sending = ({ atEnd, write }: Told) => {
  /** The parts of a body, counted. The last one comes when the journal has the request: the client may have all by then. */
  async function* counted(payload: Readable, request: FastifyRequest, course: Course, status: number) {
    let held: Buffer | string | undefined;
    try {
      for await (const part of payload) {
        if (held !== undefined) yield held;
        held = part as Buffer | string;
        course.bytes += Buffer.byteLength(held);
      }
      atEnd(course, request);
    } finally {
      write(request, status);
    }
    if (held !== undefined) yield held;
  }

  /** Writes it down before it is sent: whoever has the answer finds it in the journal. */
  const sendWhole = (request: FastifyRequest, reply: FastifyReply, course: Course, body: string | Buffer): void => {
    atEnd(course, request);
    course.bytes = request.method === 'HEAD' ? 0 : Buffer.byteLength(body);
    write(request, reply.statusCode);
  };

  /** What is sent of a body that need not go out whole and at once. */
  const sent = async (
    request: FastifyRequest,
    reply: FastifyReply,
    course: Course,
    payload: string | Buffer | Readable | null | undefined,
  ): Promise<typeof payload> => {
    const kind = course.firing?.does.connection;
    // A HEAD's is never read.
    if (payload === null || payload === undefined || request.method === 'HEAD') {
      write(request, reply.statusCode);
      return payload;
    }
    let body = payload;
    const hasBody = reply.statusCode !== 204 && reply.statusCode !== 304;
    if (hasBody && (cutsOff(kind) || kind === 'trickle')) {
      const broken = await breakBody(kind, body, reply, course.firing?.pieceDelay ?? 0);
      body = broken.body;
      if (broken.bytes !== undefined) {
        course.bytes = broken.bytes;
        write(request, reply.statusCode);
        return body;
      }
    }
    if (body instanceof Readable) {
      return Readable.from(counted(body, request, course, reply.statusCode), { highWaterMark: 1 });
    }
    sendWhole(request, reply, course, body);
    return body;
  };

  return { sendWhole, sent };
};
