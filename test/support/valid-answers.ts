// Loaded into each test process, and into each server that a test starts. It checks every answer of the emulated API by the
// OpenAPI document, with a validator that the server does not use. check-answers.ts reads the results.
import { channel } from 'node:diagnostics_channel';
import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { getDecodedPath } from '../../src/api/endpoints.ts';
import { createBodyValidator } from './openapi.ts';

/**
 * The folder of two files: `valid` has a line for each operation, status and type that was answered validly, `invalid` a
 * line for each answer that was not valid.
 */
export const answersFolder = join(import.meta.dirname, '..', '..', '.tap', 'answers');
mkdirSync(answersFolder, { recursive: true });
const appendLine = (file: 'valid' | 'invalid', line: string): void =>
  appendFileSync(join(answersFolder, file), `${line}\n`);

type Status = { headers?: Record<string, unknown>; content: Record<string, unknown> };
type Document = { paths: Record<string, Record<string, { operationId: string; responses: Record<string, Status> }>> };

const loadDocument = async () => {
  const { createOpenapi } = await import('../../src/api/openapi/openapi-document.ts');
  const document = createOpenapi('') as unknown as Document;
  const paths = Object.entries(document.paths).map(
    ([path, methods]) =>
      [path, new RegExp(`^(/backend/api/v1|/api/v1)?${path.replace(/\{\w+\}/g, '[^/]+')}$`), methods] as const,
  );
  return { validateBody: createBodyValidator(document), paths };
};
let loading: ReturnType<typeof loadDocument> | undefined;

const validAnswers = new Set<string>();

/** The statuses of a method that the page of the path does not document, or of an unknown path (E2–E4, E6, E7). */
const undocumentedStatuses = (method: string): readonly number[] =>
  method === 'OPTIONS' ? [200, 301, 401, 404, 429] : [301, 401, 404, 405, 429];

/** Returns how an answer differs from the document, or undefined if it is as documented. */
const findError = async (
  { method, originalUrl }: FastifyRequest,
  reply: FastifyReply,
  body: string,
): Promise<string | undefined> => {
  const status = reply.raw.statusCode;
  // E13: any request can get these two.
  if (status === 414 || (status === 503 && reply.getHeader('retry-after') === '1')) return undefined;
  loading ??= loadDocument();
  const { validateBody, paths } = await loading;
  const path = getDecodedPath(originalUrl);
  const [template = '', , methods] = paths.find(([, pattern]) => pattern.test(path)) ?? [];
  const documentedMethod = method === 'HEAD' ? 'get' : method.toLowerCase();
  const operation = methods?.[documentedMethod];
  if (!operation) {
    return undocumentedStatuses(method).includes(status) ? undefined : 'is not documented for such a request';
  }
  const documented = operation.responses[status];
  if (!documented) return 'has a status that is not documented';
  const type = String(reply.getHeader('content-type') ?? '').replace(/;.*$/, '');
  if (!documented.content[type]) return `has an undocumented type ${JSON.stringify(type)}`;
  for (const name of Object.keys(documented.headers ?? {})) {
    if (reply.getHeader(name) === undefined && !(name === 'Content-Disposition' && type !== 'text/csv'))
      return `has no header ${name}`;
  }
  if (method !== 'HEAD' && type === 'application/json') {
    const error = validateBody(template, documentedMethod, status, body);
    if (error) return error;
  }
  const key = `${operation.operationId} ${status} ${type}`;
  if (!validAnswers.has(key)) appendLine('valid', key);
  validAnswers.add(key);
  return undefined;
};

const outsideTheApi = /^\/(?:__mock|livez|readyz|docs|openapi\.json)(?:\/|$)/;

/** Collects the body of an answer while it is written, and checks the answer when it ends. */
const checkAnswer = (request: FastifyRequest, reply: FastifyReply): void => {
  const { raw } = reply;
  if (outsideTheApi.test(getDecodedPath(request.originalUrl))) return;
  const parts: Buffer[] = [];
  const write = raw.write.bind(raw) as (...args: unknown[]) => boolean;
  const end = raw.end.bind(raw) as (...args: unknown[]) => typeof raw;
  const collect = (part: unknown, encoding: unknown): void => {
    const hasContent = typeof part === 'string' || part instanceof Uint8Array;
    if (hasContent && !String(reply.getHeader('content-type')).startsWith('text/csv'))
      parts.push(Buffer.from(part as string, (encoding ?? 'utf8') as BufferEncoding));
  };
  raw.write = ((part: unknown, ...rest: unknown[]) => {
    collect(part, rest[0]);
    return write(part, ...rest);
  }) as typeof raw.write;
  raw.end = ((part: unknown, ...rest: unknown[]) => {
    collect(part, rest[0]);
    // An answer that a fault or a refusal of the mock produced is not an answer of the API.
    const observation = request.exchange?.observation;
    if (!observation?.faultMatch && !observation?.isRefused) {
      const body = Buffer.concat(parts).toString();
      const call = `${request.method} ${request.originalUrl}`;
      findError(request, reply, body).then(
        (error) => {
          if (error) appendLine('invalid', `${call}: ${raw.statusCode} ${error}: ${body.slice(0, 500)}`);
        },
        (error) => appendLine('invalid', `${call}: ${error}`),
      );
    }
    return end(part, ...rest);
  }) as typeof raw.end;
};

channel('fastify.initialization').subscribe((message) => {
  (message as { fastify: FastifyInstance }).fastify.addHook('onRequest', (request, reply, next) => {
    checkAnswer(request, reply);
    next();
  });
});
