import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { ServerResponse } from './builtin-http.ts';

/** The header by which no browser takes an answer for anything else than its Content-Type says, such as for a script. */
export const noSniffing = { name: 'X-Content-Type-Options', value: 'nosniff' } as const;

/** An answer that has the header from the start: Node and Fastify give some answers before they run any hook. */
export class UnsniffedResponse<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {
  constructor(...parameters: ConstructorParameters<typeof ServerResponse<Request>>) {
    super(...parameters);
    this.setHeader(noSniffing.name, noSniffing.value);
  }
}

/** Sets the header on answers that are given in this process, without a connection: they are objects of another class. */
export const forbidSniffing = (app: FastifyInstance): void => {
  app.addHook('onRequest', (_request, reply, next) => {
    reply.header(noSniffing.name, noSniffing.value);
    next();
  });
};
