import type { Static, TSchema } from '@sinclair/typebox';
import { type Citation, type ClauseId, clauseIds } from '../../domain/clauses.ts';
import type { Endpoint, Scheme } from '../endpoints.ts';
import { BadBody, Detail, ErrorMessage, InsufficientCredits, Message } from '../schemas/parameter-and-body-schemas.ts';

/** Named examples in the form of OpenAPI. */
export type Examples = Record<string, { summary: string; value: unknown }>;

/** Describes a header of an answer. The vendor's pages show no headers, so that every citation is inferred. */
export const describeHeader = (description: string, citation: Citation, type: 'string' | 'integer' = 'string') => ({
  description,
  'x-clause': [citation],
  schema: { type },
});

/** An answer of an operation. OpenAPI and Fastify both read it. */
export type Answer = {
  description: string;
  'x-clause': readonly Citation[];
  headers?: Record<string, ReturnType<typeof describeHeader>>;
  content: Record<string, { schema: TSchema; examples?: Examples }>;
};

/** An operation of a documented page. Its schema validates the requests and describes the operation in OpenAPI. */
export type Operation = {
  endpoint: Endpoint;
  method: 'GET' | 'POST';
  /** The path in the form of OpenAPI, such as `/enrichment/status/{job_id}/`. */
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

/** Converts a path of OpenAPI to a route of Fastify. */
export const toRoutePath = (path: string): string => path.replace(/\{(\w+)\}/g, ':$1([^/]+)');

/** Lists all clauses of a section, such as R. */
export const listClauses = (letter: string): ClauseId[] => clauseIds.filter((id) => id.startsWith(letter));

/** Describes an answer whose body is JSON. */
export const describeJsonAnswer = <Schema extends TSchema>(
  description: string,
  citations: readonly Citation[],
  schema: Schema,
  examples: Examples,
) => ({ description, 'x-clause': citations, content: { 'application/json': { schema, examples } } });

const createExample = (summary: string, value: unknown): Examples => ({ example: { summary, value } });

/** Describes a 404 (R5, R7, T3, C6). */
export const describeNotFound = (description: string, ...citations: Citation[]) =>
  describeJsonAnswer(description, citations, Detail, createExample('Not found', { detail: 'Not found.' }));

const describeUnauthorized = <Schema extends TSchema>(
  scheme: Scheme,
  challenge: Citation,
  citations: readonly Citation[],
  schema: Schema,
  body: Static<Schema>,
) => ({
  ...describeJsonAnswer(
    'The token is missing, invalid, expired or revoked, or its account is inactive.',
    [...citations, 'E7.P'],
    schema,
    createExample('Invalid token', body),
  ),
  headers: { 'WWW-Authenticate': describeHeader(`The word \`${scheme}\`.`, challenge) },
});

/** Describes the 401 of an enrichment endpoint (R1). The other endpoints cite the clauses that refer to R1: T3 and C1. */
export const describeUnauthorizedBearer = (...citations: Citation[]) =>
  describeUnauthorized('Bearer', 'R1.I', citations, Message, { message: 'Invalid or expired token' });

/** Describes the 401 of Search (S1) or Unlock (U1, which refers to S1). */
export const describeUnauthorizedToken = (...citations: Citation[]) =>
  describeUnauthorized('Token', 'S1.I', citations, Detail, { detail: 'Invalid token.' });

/** Describes a 500 (E5). The pages of the endpoints differ in how much they say about it, so the caller cites the parts. */
export const describeServerError = (...citations: Citation[]) =>
  describeJsonAnswer(
    'An unexpected failure.',
    citations,
    Detail,
    createExample('Server error', { detail: 'A server error occurred.' }),
  );

/** Error answers that every endpoint has (E5, E6). */
export const commonErrors = {
  429: {
    ...describeJsonAnswer(
      'The daily quota of a test account is used up. The wording of the body is inferred.',
      ['E6'],
      Detail,
      createExample('Throttled', { detail: 'Request was throttled. Expected available in 3600 seconds.' }),
    ),
    headers: { 'Retry-After': describeHeader('The number of seconds until the next UTC midnight.', 'E6.I', 'integer') },
  },
  500: describeServerError('E5.P', 'E5.I'),
};

/** Error answers that endpoints with a JSON body have, too (E12). */
export const bodyErrors = {
  413: describeJsonAnswer(
    'The body is too large.',
    ['E12'],
    Detail,
    createExample('Too large', { detail: 'Request body too large.' }),
  ),
  415: describeJsonAnswer(
    'The `Content-Type` of the body is not JSON.',
    ['E12'],
    Detail,
    createExample('CSV sent', { detail: 'Unsupported media type "text/csv" in request.' }),
  ),
};

/** Describes a 402 (C4, U5). */
export const describeTooFewCredits = (citation: Citation) =>
  describeJsonAnswer(
    'The account has too few credits. Nothing is charged, and nothing is changed.',
    [citation],
    InsufficientCredits,
    createExample('Too few credits', {
      error: 'Insufficient credits. You need 50 credits but have 12.',
      required: 50,
      balance: 12,
    }),
  );

/** Describes the 400 of a body with a missing or wrong field (C6, U6), or of a body that is not JSON (E12). */
export const describeBadBody = (description: string, citation: Citation, examples: Record<string, string>) =>
  describeJsonAnswer(`${description}, or the body is not JSON.`, [citation, 'E12'], BadBody, {
    ...createErrorExamples(examples),
    no_json: { summary: 'A body that is not JSON', value: { detail: 'JSON parse error.' } },
  });

/** Describes a 400 (R3, R6, S6). */
export const describeBadRequest = (
  description: string,
  citations: readonly Citation[],
  examples: Record<string, string>,
) => describeJsonAnswer(description, citations, ErrorMessage, createErrorExamples(examples));

/** Creates examples of `{"error"}` from error texts by their summaries. */
const createErrorExamples = (errors: Record<string, string>): Examples =>
  Object.fromEntries(
    Object.entries(errors).map(([summary, error], index) => [`error_${index + 1}`, { summary, value: { error } }]),
  );
