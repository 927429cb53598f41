import { clauseIds, getClause, sections } from '../../domain/clauses.ts';
import { basePaths, getScheme } from '../endpoints.ts';
import { operations } from '../operations.ts';
import * as schemas from '../schemas/parameter-and-body-schemas.ts';
import { listClauses, type Operation } from './describe-operation.ts';
import { collectSchemas, describeOperation, groupByPath, type Json, mapSchemaNames } from './openapi-parts.ts';

const tags = { Bearer: 'Enrichment', Token: 'DataCore' };

const describeDocumentedOperation = ({ endpoint, schema }: Operation): Json => ({
  tags: [tags[getScheme(endpoint)]],
  ...describeOperation({ ...schema, security: [{ [getScheme(endpoint)]: [] }] }),
});

const about = `The answers of \`ecore-mock\`. The document is generated from the schemas that the server itself uses.

Every operation, parameter, field and answer names the clauses of the contract that it follows (\`x-clause\`) and the
basis of those clauses (\`x-basis\`). The basis is \`documented\` if the vendor's page of the endpoint says so,
\`platform\` if another public page of the vendor says so, and \`inferred\` if no page does. All headers are inferred.
\`x-clauses\` has the full text of every clause. The clauses E1 to ${listClauses('E').at(-1)} (${sections.E}) apply to every
path, so that no single operation can describe them.`;

/**
 * Creates the OpenAPI 3.1 document of the emulated API.
 * @param version the version of this package
 */
export const createOpenapi = (version: string): Json => {
  const names = mapSchemaNames(schemas);
  const paths = groupByPath(
    operations.map((operation) => ({ ...operation, operation: describeDocumentedOperation(operation) })),
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
    servers: basePaths.map((base) => ({
      url: base === '' ? '/' : base,
      description: `The API below \`${base || '/'}\` (E1).`,
    })),
    tags: [
      {
        name: tags.Bearer,
        description: 'Jobs and their results. Calls need the header `Authorization: Bearer <token>`.',
      },
      { name: tags.Token, description: 'People. Calls need the header `Authorization: Token <token>`.' },
    ],
    paths,
    components: {
      securitySchemes: {
        Bearer: { type: 'http', scheme: 'bearer', description: 'The header `Authorization: Bearer <token>` (R1).' },
        Token: {
          type: 'apiKey',
          in: 'header',
          name: 'Authorization',
          description: 'The header `Authorization: Token <token>` (S1). The value contains the word `Token`.',
        },
      },
      schemas: collectSchemas(paths, names),
    },
    'x-clauses': Object.fromEntries(clauseIds.map((id) => [id, getClause(id)])),
  };
};
