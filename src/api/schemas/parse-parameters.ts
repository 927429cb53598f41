import type { TObject, TSchema } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import type { FastifyRequest, FastifySchemaCompiler } from 'fastify';
import { isObject } from '../../lib/is-object.ts';
import { describeValues, parseValue } from '../../lib/parse-text-values.ts';
import { parsePythonInt } from './python-int.ts';

/** The error of a parameter with a wrong value. Its answer is 400 (R3, S6). */
export class ParameterError extends Error {
  readonly parameter: string;

  constructor(parameter: string, expected: string) {
    super(`${parameter} must be ${expected}.`);
    this.parameter = parameter;
  }
}

/** Decodes a name or value of a query string. URLSearchParams returns the same, but takes much longer. */
const decodeText = (text: string): string => {
  if (!text.includes('%') && !text.includes('+')) return text;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return new URLSearchParams(`=${text}`).get('') ?? '';
  }
};

/**
 * All parameters of a query string in their order, including repeated ones. The router parses the query string to this list
 * (parseQueryString), and the linter and the journal read it. Then Fastify calls parameterCompiler, and `request.query` becomes an
 * object with the values that the schema allows.
 */
export type QueryParameters = readonly (readonly [name: string, text: string])[];

/**
 * Finds the text of a parameter. If the parameter is repeated, the last text counts (E8).
 * @returns undefined if the parameter is missing or its last text is empty
 */
export const findEffectiveText = (parameters: QueryParameters, name: string): string | undefined => {
  for (let index = parameters.length - 1; index >= 0; index -= 1) {
    const pair = parameters[index] as QueryParameters[number];
    if (pair[0] === name) return pair[1] === '' ? undefined : pair[1];
  }
  return undefined;
};

/** Parses a query string as URLSearchParams does. */
export const parseQueryString = (text: string): QueryParameters => {
  const parameters: [string, string][] = [];
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    if (equals < 0) parameters.push([decodeText(pair), '']);
    else parameters.push([decodeText(pair.slice(0, equals)), decodeText(pair.slice(equals + 1))]);
  }
  return parameters;
};

const isUnvalidated = (query: unknown): query is QueryParameters => Array.isArray(query);

/** The parameters of a request as parseQueryString returned them. The list is empty after the query is validated. */
export const getQueryParameters = ({ query }: Pick<FastifyRequest, 'query'>): QueryParameters =>
  isUnvalidated(query) ? query : [];

/** Whether the other parameters let a parameter have an effect. `onlyWith` of its schema names the values that it needs (R4). */
export const hasEffect = (schema: TSchema, query: Record<string, unknown>): boolean =>
  Object.entries(schema.onlyWith ?? {}).every(([name, value]) => query[name] === value);

/**
 * Reads a parameter of the emulated API as a value of its schema, and whole numbers as Python does (E10).
 * @returns undefined for a text that the schema does not allow
 */
export const readParameter: typeof parseValue = (schema, text) => {
  const read = schema.type === 'integer' ? parsePythonInt(text) : text;
  return read === undefined ? undefined : parseValue(schema, read);
};

/**
 * Compiles the schema of an endpoint's path or query parameters to a function that reads their values and sets defaults. It
 * leaves out parameters that are unknown (E8) or have no effect (R4).
 */
export const createParameterCompiler =
  (read: typeof parseValue): FastifySchemaCompiler<unknown> =>
  ({ schema }) => {
    const parameters = Object.entries<TSchema>((schema as TObject).properties);
    return (unvalidated: QueryParameters | Record<string, string>) => {
      const query: Record<string, unknown> = {};
      for (const [name, parameter] of parameters) {
        const text = isUnvalidated(unvalidated) ? findEffectiveText(unvalidated, name) : unvalidated[name];
        if (text === undefined || !hasEffect(parameter, query)) {
          if (parameter.default !== undefined) query[name] = parameter.default;
          continue;
        }
        const value = read(parameter, text);
        if (value === undefined) return { error: new ParameterError(name, describeValues(parameter)) };
        query[name] = value;
      }
      return { value: query };
    };
  };

/** Reads the parameters of the emulated API. */
export const parameterCompiler = createParameterCompiler(readParameter);

/** Compiles the schema of a JSON body to a function that reports the first field that is missing or wrong. */
export const bodyCompiler: FastifySchemaCompiler<unknown> = ({ schema }) => {
  const fields = Object.entries<TSchema>((schema as TObject).properties);
  return (parsed: unknown) => {
    const body = isObject(parsed) ? parsed : {};
    const wrong = fields.find(([name, field]) => !Object.hasOwn(body, name) || !Value.Check(field, body[name]));
    return wrong ? { error: new ParameterError(wrong[0], describeValues(wrong[1])) } : { value: body };
  };
};
