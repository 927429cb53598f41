import { clauseIds, clauseOf, sections } from '../../domain/clauses.ts';
import { bases } from '../endpoints.ts';
import { operations } from '../operations.ts';
import { schemeOf } from '../plugins/authentication.ts';
import * as schemas from '../schemas/schemas.ts';
import { components, type Json, namesOf, operationParts, pathsOf } from './openapi-parts.ts';
import { clausesOf, type Operation } from './operation.ts';

const tags = { Bearer: 'Enrichment', Token: 'DataCore' };

const operationOf = ({ endpoint, schema }: Operation): Json => ({
  tags: [tags[schemeOf(endpoint)]],
  ...operationParts({ ...schema, security: [{ [schemeOf(endpoint)]: [] }] }),
});

const about = `What \`ecore-mock\` answers, from the very schemas that serve it.

Every operation, parameter, field and answer names the clauses that it follows (\`x-clause\`) and on what the parts that
it takes from them stand (\`x-basis\`): \`documented\` on the vendor's page of the endpoint, \`platform\` on another of its
public pages, or \`inferred\` where the pages are silent, as they are of every header. \`x-clauses\` has all of them in
full and by their parts, those among them that hold for every path
(${sections.E}: E1 to ${clausesOf('E').at(-1)}) and can't be said by an operation.`;

/**
 * The OpenAPI 3.1 document of the emulated API.
 * @param version of this package
 */
export const openapi = (version: string): Json => {
  const names = namesOf(schemas);
  const paths = pathsOf(
    operations.map((each) => ({ ...each, operation: operationOf(each) })),
    names,
  );
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
    'x-clauses': Object.fromEntries(clauseIds.map((id) => [id, clauseOf(id)])),
  };
};
