import type { OutgoingHttpHeaders } from 'node:http';
import type { FastifyReply } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** Whether the body of its answer is text with a letter for each byte (db/search/byte-text.ts). */
    inBytes: boolean;
  }
}

/** Sends a body with a letter for each byte, past Fastify, which would take its letters for wide ones. */
export const sendBytes = (reply: FastifyReply, body: string): void => {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(reply.statusCode, { ...reply.getHeaders(), 'content-length': body.length } as OutgoingHttpHeaders);
  raw.end(body, 'latin1');
};
