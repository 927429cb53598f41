import { sendRequest } from '../support/http.ts';

/** An operation of an OpenAPI document. */
export type Endpoint = {
  /** For example `GET /external/search/`. */
  name: string;
  method: string;
  /** The path, with its parameters in braces. */
  path: string;
  /** The names of the parameters of the query string. */
  parameters: readonly string[];
  /** A valid body, or undefined if the operation has no body. */
  example: unknown;
  isAdmin: boolean;
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

const findExample = ({ requestBody }: Operation, { components }: Document): unknown => {
  if (!requestBody) return undefined;
  const { schema, examples } = requestBody.content['application/json'];
  const named = components.schemas[schema.$ref?.split('/').at(-1) ?? ''] ?? schema;
  return Object.values(examples ?? {})[0]?.value ?? named.examples?.[0];
};

/** Lists the endpoints of a server by its OpenAPI documents: the emulated API first, then the admin API. */
export const listEndpoints = async (url: string): Promise<Endpoint[]> => {
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
          example: findExample(operation, document),
          isAdmin: from.startsWith('/__mock'),
        });
      }
    }
  }
  return all;
};
