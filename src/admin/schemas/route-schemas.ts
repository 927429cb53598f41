import { type TSchema, Type } from '@sinclair/typebox';
import type { FastifySchema } from 'fastify';
import { ErrorView } from './response-bodies.ts';

/** The groups of calls, with what a group is for. */
export const tags = {
  Mock: 'The mock as a whole.',
  Accounts: 'A token belongs to an account. All data that a test changes belongs to an account, too.',
  Credits: 'What calls cost, and which personal data they disclosed.',
  Jobs: 'Enrichment jobs, their records and how their statuses change.',
  People: 'The people whom an account searches, and what it has unlocked.',
  Faults: 'Calls that fail, are late or lose their connection.',
  Clock: 'Time that passes without waiting.',
  Requests: "The client's requests, with findings: mistakes that the vendor would have accepted in silence.",
  Coverage: 'The parts of the contract that clients have covered.',
  Snapshots: 'Copies of the whole state that can be restored.',
} as const;
type Tag = keyof typeof tags;

/** The response with one status. */
type AdminResponse = { description: string; content?: { 'application/json': { schema: TSchema } } };

/**
 * The description of a route of the admin API. admin-openapi.ts adds the responses that any route may have: 400, 401, 403,
 * 413, 415 and 500.
 */
export type AdminRouteSchema = {
  operationId: string;
  summary: string;
  description?: string;
  /** Empty if the call needs no admin token. */
  security?: readonly object[];
  params?: TSchema;
  querystring?: TSchema;
  body?: TSchema;
  response: Record<number, AdminResponse>;
};

/** Whether the schema of a route is that of an operation of the admin API: only these have an operationId. */
export const isAdminRouteSchema = (schema: FastifySchema | undefined): schema is FastifySchema & AdminRouteSchema =>
  schema !== undefined && 'operationId' in schema;

/** Describes a response with a JSON body. */
export const describeJsonResponse = <Schema extends TSchema>(description: string, schema: Schema) => ({
  description,
  content: { 'application/json': { schema } },
});

/** A response with `{"error", "path"}`. */
export const describeErrorResponse = (description: string) => describeJsonResponse(description, ErrorView);

/** Describes the response with status 404 of a route whose path names something, such as an account. */
export const describeNotFoundResponse = (what: string) => ({ 404: describeErrorResponse(`There is no such ${what}.`) });

/** Describes a route. */
export const describeRoute = <const Schema extends AdminRouteSchema>(tag: Tag, schema: Schema) => ({
  tags: [tag],
  ...schema,
});

/** The parameters of the paths below an account. */
export const AccountParams = Type.Object({ account: Type.String({ description: "The account's name." }) });

/** Describes a route of the account scope (account-scope.ts). Unless the schema says otherwise, 404 is about the account. */
export const describeAccountRoute = <const Schema extends AdminRouteSchema>(tag: Tag, schema: Schema) => ({
  tags: [tag],
  params: AccountParams,
  ...schema,
  response: { ...describeNotFoundResponse('account'), ...schema.response },
});
