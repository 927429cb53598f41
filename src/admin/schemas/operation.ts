import { type TSchema, Type } from '@sinclair/typebox';
import { RefusalView } from './views.ts';

/** What there is to steer, and what to know about it. */
export const tags = {
  Mock: 'The mock as a whole.',
  Accounts: 'A token is a tenant: all else that is steered hangs on the account that it opens.',
  Credits: 'What calls cost, and which personal data they gave away.',
  Jobs: 'Enrichment jobs, their records and how they move.',
  People: 'Whom an account searches, and what it has unlocked.',
  Faults: 'Calls that fail, are late or break.',
  Clock: 'Time, without a sleep.',
  Requests: 'What the client did, and what of it the vendor would have let pass in silence.',
  Coverage: 'What of the contract clients have met.',
  Snapshots: 'The whole state, put aside and back.',
} as const;
export type Tag = keyof typeof tags;

/** One status of a steering call. */
export type SteeringAnswer = { description: string; content?: { 'application/json': { schema: TSchema } } };

/** What a route of /__mock says of itself; openapi.ts adds what any may answer: 400, 401, 403, 413, 415 and 500. */
export type SteeringSchema = {
  operationId: string;
  summary: string;
  description?: string;
  /** Empty where the call needs no admin token. */
  security?: readonly object[];
  params?: TSchema;
  querystring?: TSchema;
  body?: TSchema;
  response: Record<number, SteeringAnswer>;
};

/** Makes the schemas of the routes that go by a tag. */
export const operations =
  (tag: Tag) =>
  <const Schema extends SteeringSchema>(schema: Schema): Schema & { tags: Tag[] } => ({ tags: [tag], ...schema });

/** A status with a body. */
export const answered = <Schema extends TSchema>(description: string, schema: Schema) => ({
  description,
  content: { 'application/json': { schema } },
});

/** `{"error", "path"}`. */
export const refused = (description: string) => answered(description, RefusalView);

/** 404. */
export const notThere = (what: string) => ({ 404: refused(`There is no such ${what}.`) });

/** What `done` answers: 204, or 404 where there is no such thing. */
export const doneAnswers = (description: string, what: string) => ({ 204: { description }, ...notThere(what) });

/** The parameters of what is below an account. */
export const AccountParams = Type.Object({ account: Type.String({ description: "The account's name." }) });
