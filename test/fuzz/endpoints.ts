import { sendRequest } from '../support/http.ts';

/** An operation as its OpenAPI document has it. */
export type Endpoint = {
  /** Such as `GET /external/search/`. */
  name: string;
  method: string;
  /** With its parameters in braces. */
  path: string;
  /** Names of the query string. */
  parameters: readonly string[];
  /** A body that it takes; undefined where it takes none. */
  example: unknown;
  steering: boolean;
};

type Schema = { $ref?: string; examples?: unknown[] };
type Operation = {
  parameters?: { name: string; in: string }[];
  requestBody?: { content: { 'application/json': { schema: Schema; examples?: Record<string, { value: unknown }> } } };
};
type Document = {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
};

const exampleOf = ({ requestBody }: Operation, { components }: Document): unknown => {
  if (!requestBody) return undefined;
  const { schema, examples } = requestBody.content['application/json'];
  const named = components.schemas[schema.$ref?.split('/').at(-1) ?? ''] ?? schema;
  return Object.values(examples ?? {})[0]?.value ?? named.examples?.[0];
};

/** Every endpoint of a server, of the emulated API and then of steering, as its documents list them. */
export const endpointsOf = async (url: string): Promise<Endpoint[]> => {
  const all: Endpoint[] = [];
  for (const from of ['/openapi.json', '/__mock/openapi.json']) {
    const document = (await sendRequest(url + from)).json() as Document;
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const [method, operation] of Object.entries(methods)) {
        all.push({
          name: `${method.toUpperCase()} ${path}`,
          method: method.toUpperCase(),
          path,
          parameters: (operation.parameters ?? []).filter((each) => each.in === 'query').map(({ name }) => name),
          example: exampleOf(operation, document),
          steering: from.startsWith('/__mock'),
        });
      }
    }
  }
  return all;
};
