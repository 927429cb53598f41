import type { TObject, TSchema } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import type { FastifyRequest, FastifySchemaCompiler } from 'fastify';
import { isObject } from '../../lib/is-object.ts';
import { readText, takes } from '../../lib/text-values.ts';
import { pythonInt } from './python-int.ts';

/** A parameter that is not what it must be: 400 (R3, S6). */
export class ParameterError extends Error {
  readonly parameter: string;

  constructor(parameter: string, expected: string) {
    super(`${parameter} must be ${expected}.`);
    this.parameter = parameter;
  }
}

/** A name or value of a query string, as URLSearchParams reads it, which takes far longer. */
const decoded = (text: string): string => {
  if (!text.includes('%') && !text.includes('+')) return text;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return new URLSearchParams(`=${text}`).get('') ?? '';
  }
};

/** The parameters of a query string as they were sent, repeated ones and all: for all who look at them, it is read once. */
export type Sent = readonly (readonly [name: string, text: string])[];

/** E8: what counts of a parameter: the last of equal names, and no empty value. */
export const sentText = (sent: Sent, name: string): string | undefined => {
  for (let index = sent.length - 1; index >= 0; index -= 1) {
    const pair = sent[index] as Sent[number];
    if (pair[0] === name) return pair[1] === '' ? undefined : pair[1];
  }
  return undefined;
};

/** Reads a query string, as URLSearchParams does. */
export const parseQueryString = (text: string): Sent => {
  const sent: [string, string][] = [];
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    if (equals < 0) sent.push([decoded(pair), '']);
    else sent.push([decoded(pair.slice(0, equals)), decoded(pair.slice(equals + 1))]);
  }
  return sent;
};

const isSent = (query: unknown): query is Sent => Array.isArray(query);

/** The parameters that a request was sent with; none once they are validated. */
export const sentWith = ({ query }: FastifyRequest): Sent => (isSent(query) ? query : []);

/** Whether a parameter has an effect beside the others: `onlyWith` of its schema says with what (R4). */
export const hasEffect = (schema: TSchema, query: Record<string, unknown>): boolean =>
  Object.entries(schema.onlyWith ?? {}).every(([name, value]) => query[name] === value);

/**
 * Reads a parameter of the emulated API as its schema's value, whole numbers as Python does (E10); gives undefined for a text
 * that the schema does not take.
 */
export const readParameter: typeof readText = (schema, text) => {
  const read = schema.type === 'integer' ? pythonInt(text) : text;
  return read === undefined ? undefined : readText(schema, read);
};

/**
 * Makes the reader of an endpoint's parameters, of the path or the query string, from their schema: values as `read` reads
 * them, defaults, and `onlyWith` (R4). Unknown parameters are left out (E8).
 */
const compilerWith =
  (read: typeof readText): FastifySchemaCompiler<unknown> =>
  ({ schema }) => {
    const parameters = Object.entries<TSchema>((schema as TObject).properties);
    return (given: Sent | Record<string, string>) => {
      const query: Record<string, unknown> = {};
      for (const [name, parameter] of parameters) {
        const text = isSent(given) ? sentText(given, name) : given[name];
        if (text === undefined || !hasEffect(parameter, query)) {
          if (parameter.default !== undefined) query[name] = parameter.default;
          continue;
        }
        const value = read(parameter, text);
        if (value === undefined) return { error: new ParameterError(name, takes(parameter)) };
        query[name] = value;
      }
      return { value: query };
    };
  };

/** Reads the parameters of the emulated API. */
export const parameterCompiler = compilerWith(readParameter);

/** Reads the parameters of the admin API, whose numbers are plain digits. */
export const adminParameterCompiler = compilerWith(readText);

/** Makes the reader of an endpoint's JSON body from its schema: the first field that is missing or wrong is told. */
export const bodyCompiler: FastifySchemaCompiler<unknown> = ({ schema }) => {
  const fields = Object.entries<TSchema>((schema as TObject).properties);
  return (given: unknown) => {
    const body = isObject(given) ? given : {};
    const wrong = fields.find(([name, field]) => !Object.hasOwn(body, name) || !Value.Check(field, body[name]));
    return wrong ? { error: new ParameterError(wrong[0], takes(wrong[1])) } : { value: body };
  };
};
