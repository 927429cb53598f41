import fastJson from 'fast-json-stringify';
import type { FastifySerializerCompiler } from 'fastify';

const made = new WeakMap<object, (value: unknown) => string>();

/**
 * Makes what writes a schema's values as JSON, once for each schema. Fastify would make it for each route, base path and
 * server anew, which is most of what a start costs.
 */
export const serializerOnce: FastifySerializerCompiler<object> = ({ schema }) => {
  const found = made.get(schema) ?? fastJson(schema);
  made.set(schema, found);
  return found;
};
