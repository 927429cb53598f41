import { Kind, type TSchema } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { allBases, type Basis, basisNames, type Citation, type ClauseId, clauseOf } from '../../domain/clauses.ts';
import { isObject } from '../../lib/is-object.ts';

/** A part of an OpenAPI document. */
export type Json = { [key: string]: unknown };

/** What stands in schemas for the readers of this server alone. */
const ours = ['takes', 'onlyWith', 'x-body-examples'];

const isChoice = (value: Json): value is { anyOf: { const: unknown }[] } =>
  Array.isArray(value.anyOf) && value.anyOf.every((option) => isObject(option) && 'const' in option);

/** The clauses that are cited, and in words the bases of what is cited of them. */
const marksOf = (citations: readonly Citation[]): { 'x-clause': ClauseId[]; 'x-basis': string[] } => {
  const parts = citations.map((citation) => citation.split('.') as [ClauseId, Basis?]);
  const found = new Set(parts.flatMap(([id, basis]) => basis ?? clauseOf(id).basis));
  return {
    'x-clause': [...new Set(parts.map(([id]) => id))],
    'x-basis': allBases.filter((basis) => found.has(basis)).map((basis) => basisNames[basis]),
  };
};

/** Turns parts of the document into what OpenAPI has for them, all the way down. */
const documented = (part: unknown, names: ReadonlyMap<unknown, string>): unknown => {
  if (Array.isArray(part)) return part.map((each) => refer(each, names));
  if (!isObject(part)) return part;
  const { anyOf, ...plain } = part as { anyOf?: { const: unknown }[] } & Json;
  const choice = isChoice(part) ? { type: 'string', enum: part.anyOf.map((option) => option.const) } : undefined;
  const { 'x-clause': of, ...rest } = choice ? { ...choice, ...plain } : (part as Json & { 'x-clause'?: Citation[] });
  const entries = Object.entries(rest).filter(([key]) => !ours.includes(key));
  return {
    ...Object.fromEntries(entries.map(([key, value]) => [key, key === 'examples' ? value : refer(value, names)])),
    ...(of && marksOf(of as Citation[])),
  };
};

const refer = (part: unknown, names: ReadonlyMap<unknown, string>): unknown => {
  const name = names.get(part);
  return name === undefined ? documented(part, names) : { $ref: `#/components/schemas/${name}` };
};

/** The schemas that have a name, as long as somebody refers to them. */
export const components = (paths: unknown, names: ReadonlyMap<unknown, string>): Json => {
  const found: Json = {};
  const look = (text: string): void => {
    for (const [, name] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (name === undefined || found[name] !== undefined) continue;
      const [schema] = [...names].find(([, each]) => each === name) ?? [];
      found[name] = documented(schema, names);
      look(JSON.stringify(found[name]));
    }
  };
  look(JSON.stringify(paths));
  return Object.fromEntries(Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1)));
};

/** The parameters of a path or a query string, each with its range, default and clauses. */
const parametersOf = (where: 'path' | 'query', schema: TSchema | undefined): Json[] =>
  Object.entries<TSchema>(schema?.properties ?? {}).map(([name, { description, 'x-clause': of = [], ...value }]) => {
    const [only] = Object.entries(value.onlyWith ?? {});
    return {
      name,
      in: where,
      required: where === 'path',
      description: only ? `${description} Ignored unless \`${only[0]}\` is \`${only[1]}\`.` : description,
      ...(of.length > 0 && { 'x-clause': only ? [...of, 'R4.D'] : of }),
      schema: { ...value, [Kind]: undefined },
    };
  });

/** The names of a module's schemas, by which the document refers to them. */
export const namesOf = (all: Record<string, unknown>): Map<unknown, string> =>
  new Map(Object.entries(all).map(([name, schema]) => [schema, name]));

/** The schema of a route. */
type Schema = Json & {
  params?: TSchema;
  querystring?: TSchema;
  body?: TSchema;
  'x-body-examples'?: unknown;
  response: object;
};

/** An operation from the schema of its route; what the schema says besides stays as it is. */
export const operationParts = ({
  params,
  querystring,
  body,
  'x-body-examples': examples,
  response,
  ...said
}: Schema): Json => ({
  ...said,
  ...((params || querystring) && {
    parameters: [...parametersOf('path', params), ...parametersOf('query', querystring)],
  }),
  // Nothing is read as an empty object.
  ...(body && {
    requestBody: { required: !Value.Check(body, {}), content: { 'application/json': { schema: body, examples } } },
  }),
  responses: response,
});

/** Operations by their paths and methods, without what this server alone reads. */
export const pathsOf = (
  all: readonly { path: string; method: string; operation: Json }[],
  names: ReadonlyMap<unknown, string>,
): Json => {
  const at = (wanted: string): [string, unknown][] =>
    all
      .filter(({ path }) => path === wanted)
      .map(({ method, operation }) => [method.toLowerCase(), documented(operation, names)]);
  return Object.fromEntries(all.map(({ path }) => [path, Object.fromEntries(at(path))]));
};
