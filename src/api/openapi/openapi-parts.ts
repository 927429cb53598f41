import { Kind, type TSchema } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { allBases, type Basis, basisNames, type Citation, type ClauseId, getClause } from '../../domain/clauses.ts';
import { isObject } from '../../lib/is-object.ts';

/** A part of an OpenAPI document. */
export type Json = { [key: string]: unknown };

/** The keywords of schemas that only this server reads. */
const internalKeywords = ['takes', 'onlyWith', 'x-body-examples'];

const isEnum = (value: Json): value is { anyOf: { const: unknown }[] } =>
  Array.isArray(value.anyOf) && value.anyOf.every((option) => isObject(option) && 'const' in option);

/** Describes citations in the document: the ids of their clauses, and the names of their bases. */
const describeCitations = (citations: readonly Citation[]): { 'x-clause': ClauseId[]; 'x-basis': string[] } => {
  const parts = citations.map((citation) => citation.split('.') as [ClauseId, Basis?]);
  const citedBases = new Set(parts.flatMap(([id, basis]) => basis ?? getClause(id).basis));
  return {
    'x-clause': [...new Set(parts.map(([id]) => id))],
    'x-basis': allBases.filter((basis) => citedBases.has(basis)).map((basis) => basisNames[basis]),
  };
};

/** Converts a schema or another part of the document, and all parts inside of it, to OpenAPI. */
const convert = (part: unknown, names: ReadonlyMap<unknown, string>): unknown => {
  if (Array.isArray(part)) return part.map((item) => convertOrRefer(item, names));
  if (!isObject(part)) return part;
  const { anyOf, ...plain } = part as { anyOf?: { const: unknown }[] } & Json;
  const enumeration = isEnum(part) ? { type: 'string', enum: part.anyOf.map((option) => option.const) } : undefined;
  const { 'x-clause': citations, ...rest } = enumeration
    ? { ...enumeration, ...plain }
    : (part as Json & { 'x-clause'?: Citation[] });
  const entries = Object.entries(rest).filter(([key]) => !internalKeywords.includes(key));
  return {
    ...Object.fromEntries(
      entries.map(([key, value]) => [key, key === 'examples' ? value : convertOrRefer(value, names)]),
    ),
    ...(citations && describeCitations(citations as Citation[])),
  };
};

/** Replaces a schema that has a name by a reference to it. */
const convertOrRefer = (part: unknown, names: ReadonlyMap<unknown, string>): unknown => {
  const name = names.get(part);
  return name === undefined ? convert(part, names) : { $ref: `#/components/schemas/${name}` };
};

/** Collects the schemas that the document refers to by name, directly or through other schemas. */
export const collectSchemas = (paths: unknown, names: ReadonlyMap<unknown, string>): Json => {
  const schemas: Json = {};
  const collect = (text: string): void => {
    for (const [, name] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (name === undefined || schemas[name] !== undefined) continue;
      const [schema] = [...names].find(([, schemaName]) => schemaName === name) ?? [];
      schemas[name] = convert(schema, names);
      collect(JSON.stringify(schemas[name]));
    }
  };
  collect(JSON.stringify(paths));
  return Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1)));
};

/** Describes the parameters of a path or a query string, each with its range, default and clauses. */
const describeParameters = (location: 'path' | 'query', schema: TSchema | undefined): Json[] =>
  Object.entries<TSchema>(schema?.properties ?? {}).map(
    ([name, { description, 'x-clause': citations = [], ...value }]) => {
      const [condition] = Object.entries(value.onlyWith ?? {});
      return {
        name,
        in: location,
        required: location === 'path',
        description: condition
          ? `${description} The parameter is ignored unless \`${condition[0]}\` is \`${condition[1]}\`.`
          : description,
        ...(citations.length > 0 && { 'x-clause': condition ? [...citations, 'R4.D'] : citations }),
        schema: { ...value, [Kind]: undefined },
      };
    },
  );

/** Maps each schema of a module to its name. The document refers to schemas by these names. */
export const mapSchemaNames = (schemas: Record<string, unknown>): Map<unknown, string> =>
  new Map(Object.entries(schemas).map(([name, schema]) => [schema, name]));

/** The schema of a route. */
type Schema = Json & {
  params?: TSchema;
  querystring?: TSchema;
  body?: TSchema;
  'x-body-examples'?: unknown;
  response: object;
};

/** Describes an operation by the schema of its route. Members of the schema that OpenAPI has, too, are copied. */
export const describeOperation = ({
  params,
  querystring,
  body,
  'x-body-examples': examples,
  response,
  ...members
}: Schema): Json => ({
  ...members,
  ...((params || querystring) && {
    parameters: [...describeParameters('path', params), ...describeParameters('query', querystring)],
  }),
  // A request without a body is read as an empty object.
  ...(body && {
    requestBody: { required: !Value.Check(body, {}), content: { 'application/json': { schema: body, examples } } },
  }),
  responses: response,
});

/** Groups operations by path and method, and converts them to OpenAPI. */
export const groupByPath = (
  operations: readonly { path: string; method: string; operation: Json }[],
  names: ReadonlyMap<unknown, string>,
): Json => {
  const listMethods = (wanted: string): [string, unknown][] =>
    operations
      .filter(({ path }) => path === wanted)
      .map(({ method, operation }) => [method.toLowerCase(), convert(operation, names)]);
  return Object.fromEntries(operations.map(({ path }) => [path, Object.fromEntries(listMethods(path))]));
};
