import type { TSchema } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import type { FastifySchemaCompiler, SafePromiseLike } from 'fastify';
import { firstFault } from '../../fixtures/load/fixture-files.ts';
import { isObject } from '../../lib/is-object.ts';
import { refusalOf } from '../admin-context.ts';
import { inPieces } from '../in-pieces.ts';

/** A list of a body: the key that it has in the body, or none if it is the body itself. */
type List = { key: string | undefined; schema: TSchema };

const isList = ({ type }: TSchema): boolean => type === 'array';

const listsOf = (schema: TSchema): List[] => {
  if (isList(schema)) return [{ key: undefined, schema }];
  const properties = Object.entries<TSchema>(schema.properties ?? {});
  return properties.filter(([, each]) => isList(each)).map(([key, each]) => ({ key, schema: each }));
};

/** The list that a body has there; undefined if there is none, or if it has too many items, which its schema refuses. */
const listIn = (body: unknown, { key, schema }: List): readonly unknown[] | undefined => {
  const found = key === undefined ? body : isObject(body) ? body[key] : undefined;
  return Array.isArray(found) && found.length <= (schema.maxItems ?? Number.POSITIVE_INFINITY) ? found : undefined;
};

/** A body with nothing in its lists. */
const withoutItems = (body: unknown, lists: readonly List[]): unknown => {
  const found = lists.filter((list) => listIn(body, list));
  if (found.length === 0) return body;
  if (!isObject(body)) return [];
  return { ...body, ...Object.fromEntries(found.map(({ key }) => [key, []])) };
};

/**
 * Makes what checks a body or a path against a schema. Its lists are checked item by item, with other requests in
 * between: they may be as long as a body may be.
 * @param stopping aborted when the server stops, which ends a check
 */
export const bodyCompiler =
  (stopping: AbortSignal): FastifySchemaCompiler<unknown> =>
  ({ schema }) => {
    const lists = listsOf(schema as TSchema);

    const checkItems = async (body: unknown): Promise<void> => {
      for (const list of lists) {
        const at = list.key === undefined ? '' : `/${list.key}`;
        const check = (item: unknown, index: number): void => {
          // To look for a fault takes several times as long as to see that there is none.
          const fault = Value.Check(list.schema.items, item) ? undefined : firstFault(list.schema.items, item);
          if (fault) throw refusalOf(fault, `${at}/${index}`);
        };
        await inPieces(listIn(body, list) ?? [], check, stopping);
      }
    };

    return (given: unknown) => {
      const body = given ?? {};
      const fault = firstFault(schema as TSchema, withoutItems(body, lists));
      if (fault) return { error: refusalOf(fault) };
      return lists.some((list) => listIn(body, list)?.length)
        ? (checkItems(body) as unknown as SafePromiseLike<unknown>)
        : { value: body };
    };
  };
