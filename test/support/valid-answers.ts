// Loaded before every test file and every server that a test starts: holds each answer of the emulated API, over HTTP or
// by inject, against the OpenAPI document, with a validator that has no part in serving. check-answers.ts reads what it writes.
import { channel } from 'node:diagnostics_channel';
import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { getDecodedPath } from '../../src/api/endpoints.ts';
import { createBodyValidator } from './openapi.ts';

/** Where the files `valid` and `invalid` are. */
export const answersFolder = join(import.meta.dirname, '..', '..', '.tap', 'answers');
mkdirSync(answersFolder, { recursive: true });
/** A line for each operation and status that was first answered validly, and for each answer that was not. */
const note = (file: 'valid' | 'invalid', line: string): void => appendFileSync(join(answersFolder, file), `${line}\n`);

type Status = { headers?: Record<string, unknown>; content: Record<string, unknown> };
type Document = { paths: Record<string, Record<string, { operationId: string; responses: Record<string, Status> }>> };

const load = async () => {
  const { createOpenapi } = await import('../../src/api/openapi/openapi.ts');
  const document = createOpenapi('') as unknown as Document;
  const paths = Object.entries(document.paths).map(
    ([path, methods]) =>
      [path, new RegExp(`^(/backend/api/v1|/api/v1)?${path.replace(/\{\w+\}/g, '[^/]+')}$`), methods] as const,
  );
  return { faults: createBodyValidator(document), paths };
};
let loaded: ReturnType<typeof load> | undefined;

const seen = new Set<string>();

/** What a path may answer to a method that its page does not document, or that is no page's (E2–E4, E6, E7). */
const elsewhere = (method: string): readonly number[] =>
  method === 'OPTIONS' ? [200, 301, 401, 404, 429] : [301, 401, 404, 405, 429];

/** What is wrong with an answer; undefined where it is as documented. */
const faultOf = async (
  { method, originalUrl }: FastifyRequest,
  reply: FastifyReply,
  body: string,
): Promise<string | undefined> => {
  const status = reply.raw.statusCode;
  // E13: whatever was asked.
  if (status === 414 || (status === 503 && reply.getHeader('retry-after') === '1')) return undefined;
  loaded ??= load();
  const { faults, paths } = await loaded;
  const path = getDecodedPath(originalUrl);
  const [template = '', , methods] = paths.find(([, pattern]) => pattern.test(path)) ?? [];
  const verb = method === 'HEAD' ? 'get' : method.toLowerCase();
  const operation = methods?.[verb];
  if (!operation) {
    return elsewhere(method).includes(status) ? undefined : 'is documented for no such call';
  }
  const documented = operation.responses[status];
  if (!documented) return 'has a status that is not documented';
  const type = String(reply.getHeader('content-type') ?? '').replace(/;.*$/, '');
  if (!documented.content[type]) return `has an undocumented type ${JSON.stringify(type)}`;
  for (const name of Object.keys(documented.headers ?? {})) {
    if (reply.getHeader(name) === undefined && !(name === 'Content-Disposition' && type !== 'text/csv'))
      return `lacks ${name}`;
  }
  if (method !== 'HEAD' && type === 'application/json') {
    const fault = faults(template, verb, status, body);
    if (fault) return fault;
  }
  const key = `${operation.operationId} ${status} ${type}`;
  if (!seen.has(key)) note('valid', key);
  seen.add(key);
  return undefined;
};

const notOfTheApi = /^\/(?:__mock|livez|readyz|docs|openapi\.json)(?:\/|$)/;

const watch = (request: FastifyRequest, reply: FastifyReply): void => {
  const { raw } = reply;
  if (notOfTheApi.test(getDecodedPath(request.originalUrl))) return;
  const parts: Buffer[] = [];
  const write = raw.write.bind(raw) as (...all: unknown[]) => boolean;
  const end = raw.end.bind(raw) as (...all: unknown[]) => typeof raw;
  const keep = (part: unknown, encoding: unknown): void => {
    const isText = typeof part === 'string' || part instanceof Uint8Array;
    if (isText && !String(reply.getHeader('content-type')).startsWith('text/csv'))
      parts.push(Buffer.from(part as string, (encoding ?? 'utf8') as BufferEncoding));
  };
  raw.write = ((part: unknown, ...rest: unknown[]) => {
    keep(part, rest[0]);
    return write(part, ...rest);
  }) as typeof raw.write;
  raw.end = ((part: unknown, ...rest: unknown[]) => {
    keep(part, rest[0]);
    // What a fault made up, or the mock itself refused, is no answer of the API's.
    const observation = request.exchange?.observation;
    if (!observation?.faultMatch && !observation?.isRefused) {
      const body = Buffer.concat(parts).toString();
      faultOf(request, reply, body).then(
        (fault) => {
          if (fault)
            note(
              'invalid',
              `${request.method} ${request.originalUrl}: ${raw.statusCode} ${fault}: ${body.slice(0, 500)}`,
            );
        },
        (error) => note('invalid', `${request.method} ${request.originalUrl}: ${error}`),
      );
    }
    return end(part, ...rest);
  }) as typeof raw.end;
};

channel('fastify.initialization').subscribe((message) => {
  (message as { fastify: FastifyInstance }).fastify.addHook('onRequest', (request, reply, next) => {
    watch(request, reply);
    next();
  });
});
