import type { Static, TSchema } from '@sinclair/typebox';
import { type Citation, type ClauseId, clauseIds } from '../../domain/clauses.ts';
import type { Endpoint } from '../endpoints.ts';
import type { Scheme } from '../plugins/authentication.ts';
import { BadBody, Detail, ErrorMessage, InsufficientCredits, Message } from '../schemas/schemas.ts';

/** A named example, as OpenAPI has them. */
export type Examples = Record<string, { summary: string; value: unknown }>;

/** A header of an answer. The vendor's pages show none: what is cited for one is inferred. */
export const header = (description: string, citation: Citation, type: 'string' | 'integer' = 'string') => ({
  description,
  'x-clause': [citation],
  schema: { type },
});

/** One status of an operation: both OpenAPI and Fastify read it. */
export type Answer = {
  description: string;
  'x-clause': readonly Citation[];
  headers?: Record<string, ReturnType<typeof header>>;
  content: Record<string, { schema: TSchema; examples?: Examples }>;
};

/** An operation of a documented page: what serves it, and what describes it in OpenAPI. */
export type Operation = {
  endpoint: Endpoint;
  method: 'GET' | 'POST';
  /** As OpenAPI writes it. */
  path: string;
  schema: {
    operationId: string;
    summary: string;
    description: string;
    'x-clause': readonly Citation[];
    params?: TSchema;
    querystring?: TSchema;
    body?: TSchema;
    /** The vendor's example of the body. */
    'x-body-examples'?: Examples;
    response: Record<number, Answer>;
  };
};

/** A path of OpenAPI as a route of Fastify. */
export const routePath = (path: string): string => path.replace(/\{(\w+)\}/g, ':$1([^/]+)');

/** All clauses of a section, by its letter. */
export const clausesOf = (letter: string): ClauseId[] => clauseIds.filter((id) => id.startsWith(letter));

/** A status whose body is JSON. */
export const jsonAnswer = <Schema extends TSchema>(
  description: string,
  citations: readonly Citation[],
  schema: Schema,
  examples: Examples,
) => ({ description, 'x-clause': citations, content: { 'application/json': { schema, examples } } });

const one = (summary: string, value: unknown): Examples => ({ example: { summary, value } });

/** R5, R7, T3, C6. */
export const notFoundAnswer = (description: string, ...citations: Citation[]) =>
  jsonAnswer(description, citations, Detail, one('Not found', { detail: 'Not found.' }));

const refused = <Schema extends TSchema>(
  scheme: Scheme,
  challenge: Citation,
  citations: readonly Citation[],
  schema: Schema,
  body: Static<Schema>,
) => ({
  ...jsonAnswer(
    'The token is missing, invalid, expired or revoked, or its account is inactive.',
    [...citations, 'E7.P'],
    schema,
    one('Invalid token', body),
  ),
  headers: { 'WWW-Authenticate': header(`\`${scheme}\``, challenge) },
});

/** R1, and on other pages the clauses that refer to it: T3, C1. */
export const bearerRefused = (...citations: Citation[]) =>
  refused('Bearer', 'R1.I', citations, Message, { message: 'Invalid or expired token' });

/** S1, and on other pages the clause that refers to it: U1. */
export const tokenRefused = (...citations: Citation[]) =>
  refused('Token', 'S1.I', citations, Detail, { detail: 'Invalid token.' });

/** E5: the pages differ in how much they say of it. */
export const failedAnswer = (...citations: Citation[]) =>
  jsonAnswer('An unexpected failure.', citations, Detail, one('Server error', { detail: 'A server error occurred.' }));

/** What any call may be answered with (E5, E6). */
export const anyCall = {
  429: {
    ...jsonAnswer(
      'The daily cap of a test token is used up. The words of the body are inferred.',
      ['E6'],
      Detail,
      one('Throttled', { detail: 'Request was throttled. Expected available in 3600 seconds.' }),
    ),
    headers: { 'Retry-After': header('Seconds to the next UTC midnight.', 'E6.I', 'integer') },
  },
  500: failedAnswer('E5.P', 'E5.I'),
};

/** What a call with a JSON body may be answered with besides (E12). */
export const anyBody = {
  413: jsonAnswer('The body is too large.', ['E12'], Detail, one('Too large', { detail: 'Request body too large.' })),
  415: jsonAnswer(
    'The body is no JSON by its content type.',
    ['E12'],
    Detail,
    one('CSV sent', { detail: 'Unsupported media type "text/csv" in request.' }),
  ),
};

/** C4, U5. */
export const tooFewCredits = (citation: Citation) =>
  jsonAnswer(
    'Too few credits: nothing is charged and nothing changed.',
    [citation],
    InsufficientCredits,
    one('Too few credits', {
      error: 'Insufficient credits. You need 50 credits but have 12.',
      required: 50,
      balance: 12,
    }),
  );

/** C6, U6: a body with a field that is missing or wrong; E12: one that is no JSON. */
export const badBodyAnswer = (description: string, citation: Citation, examples: Record<string, string>) =>
  jsonAnswer(`${description}, or the body is no JSON.`, [citation, 'E12'], BadBody, {
    ...errorsOf(examples),
    no_json: { summary: 'A body that is no JSON', value: { detail: 'JSON parse error.' } },
  });

/** R3, R6, S6. */
export const badRequestAnswer = (
  description: string,
  citations: readonly Citation[],
  examples: Record<string, string>,
) => jsonAnswer(description, citations, ErrorMessage, errorsOf(examples));

/** Examples of `{"error"}` by their summaries. */
const errorsOf = (errors: Record<string, string>): Examples =>
  Object.fromEntries(
    Object.entries(errors).map(([summary, error], index) => [`error_${index + 1}`, { summary, value: { error } }]),
  );
