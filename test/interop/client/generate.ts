// `npm run client` generates api.d.ts, the types of a client, from the OpenAPI document.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript';
import { createOpenapi } from '../../../src/api/openapi/openapi-document.ts';

/** Generates the text of api.d.ts. The version is left out, because it does not change the types. */
export const generateClientTypes = async (): Promise<string> => {
  const types = await openapiTS(createOpenapi('') as unknown as OpenAPI3);
  return `// Made by \`npm run client\` from the OpenAPI document.\n${astToString(types)}`;
};

if (import.meta.main) writeFileSync(join(import.meta.dirname, 'api.d.ts'), await generateClientTypes());
