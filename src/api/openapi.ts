import { Kind, type TSchema } from '@sinclair/typebox';
import { schemeOf } from './auth.ts';
import { type Basis, basisNames, type ClauseId, clauseOf, clauses, sections } from './clauses.ts';
import { bases } from './endpoints.ts';
import { controlEnrichment } from './enrichment-control.ts';
import { getEnrichmentResults } from './enrichment-results.ts';
import { getEnrichmentStatus, listEnrichmentStatus } from './enrichment-status.ts';
import type { Operation } from './operation.ts';
import * as schemas from './schemas.ts';
import { searchRecords } from './search.ts';
import { unlockRecords } from './unlock.ts';

/** Every documented operation, in the order of the vendor's pages. */
export const operations: readonly Operation[] = [
  getEnrichmentResults,
  searchRecords,
  getEnrichmentStatus,
  listEnrichmentStatus,
  controlEnrichment,
  unlockRecords,
];

/** A part of an OpenAPI document. */
export type Json = { [key: string]: unknown };

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What stands in schemas for the readers of this server alone. */
const ours = ['takes', 'onlyWith', 'x-body-examples'];

const isChoice = (value: Json): value is { anyOf: { const: unknown }[] } =>
  Array.isArray(value.anyOf) && value.anyOf.every((option) => isObject(option) && 'const' in option);

/** Turns parts of the document into what OpenAPI has for them, all the way down. */
export const documented = (part: unknown, names: ReadonlyMap<unknown, string>): unknown => {
  if (Array.isArray(part)) return part.map((each) => refer(each, names));
  if (!isObject(part)) return part;
  const { anyOf, ...plain } = part as { anyOf?: { const: unknown }[] } & Json;
  const choice = isChoice(part) ? { type: 'string', enum: part.anyOf.map((option) => option.const) } : undefined;
  const { 'x-clause': of, ...rest } = choice ? { ...choice, ...plain } : (part as Json & { 'x-clause'?: ClauseId[] });
  const entries = Object.entries(rest).filter(([key]) => !ours.includes(key));
  return {
    ...Object.fromEntries(entries.map(([key, value]) => [key, key === 'examples' ? value : refer(value, names)])),
    ...(of && { 'x-clause': of, 'x-basis': basisOf(of as ClauseId[]) }),
  };
};

/** On what the clauses stand, in words. */
const basisOf = (ids: readonly ClauseId[]): string[] => {
  const found = new Set(ids.flatMap((id) => clauseOf(id).basis));
  return (Object.keys(basisNames) as Basis[]).filter((basis) => found.has(basis)).map((basis) => basisNames[basis]);
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
export const parametersOf = (where: 'path' | 'query', schema: TSchema | undefined): Json[] =>
  Object.entries<TSchema>(schema?.properties ?? {}).map(([name, { description, 'x-clause': of = [], ...value }]) => {
    const [only] = Object.entries(value.onlyWith ?? {});
    return {
      name,
      in: where,
      required: where === 'path',
      description: only ? `${description} Ignored unless \`${only[0]}\` is \`${only[1]}\`.` : description,
      'x-clause': only ? [...of, 'R4'] : of,
      schema: { ...value, [Kind]: undefined },
    };
  });

const namesOf = (all: Record<string, unknown>): Map<unknown, string> =>
  new Map(Object.entries(all).map(([name, schema]) => [schema, name]));

const tags = { Bearer: 'Enrichment', Token: 'DataCore' };

const operationOf = ({ endpoint, schema }: Operation): Json => {
  const { params, querystring, body, response, 'x-body-examples': examples, ...said } = schema;
  return {
    tags: [tags[schemeOf(endpoint)]],
    ...said,
    security: [{ [schemeOf(endpoint)]: [] }],
    ...((params || querystring) && {
      parameters: [...parametersOf('path', params), ...parametersOf('query', querystring)],
    }),
    ...(body && { requestBody: { required: true, content: { 'application/json': { schema: body, examples } } } }),
    responses: response,
  };
};

/** The paths of operations, without what this server alone reads. */
const pathsOf = (names: ReadonlyMap<unknown, string>): Json => {
  const paths = [...new Set(operations.map(({ path }) => path))];
  const at = (path: string): [string, unknown][] =>
    operations
      .filter((operation) => operation.path === path)
      .map((operation) => [operation.method.toLowerCase(), documented(operationOf(operation), names)]);
  return Object.fromEntries(paths.map((path) => [path, Object.fromEntries(at(path))]));
};

const about = `What \`ecore-mock\` answers, from the very schemas that serve it.

Every operation, parameter, field and answer names the clauses that it follows (\`x-clause\`) and on what they stand
(\`x-basis\`): \`documented\` on the vendor's page of the endpoint, \`platform\` on another of its public pages, or
\`inferred\` where the pages are silent. \`x-clauses\` has all of them in full, those among them that hold for every path
(${sections.E}: E1 to E12) and can't be said by an operation.`;

/**
 * The OpenAPI 3.1 document of the emulated API.
 * @param version of this package
 */
export const openapi = (version: string): Json => {
  const names = namesOf(schemas);
  const paths = pathsOf(names);
  return {
    openapi: '3.1.0',
    info: {
      title: 'eCore data API, as ecore-mock emulates it',
      version,
      description: about,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: bases.map((base) => ({ url: base === '' ? '/' : base, description: `E1: below \`${base || '/'}\`` })),
    tags: [
      { name: tags.Bearer, description: 'Jobs and their results: `Authorization: Bearer <token>`.' },
      { name: tags.Token, description: 'People: `Authorization: Token <token>`.' },
    ],
    paths,
    components: {
      securitySchemes: {
        Bearer: { type: 'http', scheme: 'bearer', description: 'R1: `Authorization: Bearer <token>`.' },
        Token: {
          type: 'apiKey',
          in: 'header',
          name: 'Authorization',
          description: 'S1: `Token <token>`, the word and the token.',
        },
      },
      schemas: components(paths, names),
    },
    'x-clauses': clauses,
  };
};
