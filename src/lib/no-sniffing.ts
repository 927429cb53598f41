import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { ServerResponse } from './builtin-http.ts';

/** The header that stops browsers from guessing another type than Content-Type says, for example a script. */
export const noSniffing = { name: 'X-Content-Type-Options', value: 'nosniff' } as const;

/** A response that has the header from the start, because Node and Fastify send some answers before any hook runs. */
export class UnsniffedResponse<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {
  constructor(...parameters: ConstructorParameters<typeof ServerResponse<Request>>) {
    super(...parameters);
    this.setHeader(noSniffing.name, noSniffing.value);
  }
}

/** Sets the header on answers to injected requests, whose responses are of another class. */
export const forbidSniffing = (app: FastifyInstance): void => {
  app.addHook('onRequest', (_request, reply, next) => {
    reply.header(noSniffing.name, noSniffing.value);
    next();
  });
};
