import type { TSchema } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import type { FastifySchemaCompiler, SafePromiseLike } from 'fastify';
import { findFirstSchemaError } from '../../fixtures/load/schema-errors.ts';
import { isObject } from '../../lib/is-object.ts';
import { toAdminError } from '../admin-errors.ts';
import { processInBatches } from '../process-in-batches.ts';

/** A list in a body: its key in the body, or no key if the body itself is the list. */
type List = { key: string | undefined; schema: TSchema };

const isList = ({ type }: TSchema): boolean => type === 'array';

const findLists = (schema: TSchema): List[] => {
  if (isList(schema)) return [{ key: undefined, schema }];
  const properties = Object.entries<TSchema>(schema.properties ?? {});
  return properties.filter(([, property]) => isList(property)).map(([key, property]) => ({ key, schema: property }));
};

/** Reads a list from a body; undefined if the body has none, or one with too many items, which its schema refuses. */
const readList = (body: unknown, { key, schema }: List): readonly unknown[] | undefined => {
  const list = key === undefined ? body : isObject(body) ? body[key] : undefined;
  return Array.isArray(list) && list.length <= (schema.maxItems ?? Number.POSITIVE_INFINITY) ? list : undefined;
};

/** Copies a body, with its lists empty. */
const removeItems = (body: unknown, lists: readonly List[]): unknown => {
  const present = lists.filter((list) => readList(body, list));
  if (present.length === 0) return body;
  if (!isObject(body)) return [];
  return { ...body, ...Object.fromEntries(present.map(({ key }) => [key, []])) };
};

/**
 * Creates the compiler of the validators for bodies and paths. Lists may be as long as a body may be, so their items are
 * validated in batches, and other requests are answered between two batches.
 * @param stopSignal aborted when the server stops, which ends a validation
 */
export const createBodyValidatorCompiler =
  (stopSignal: AbortSignal): FastifySchemaCompiler<unknown> =>
  ({ schema }) => {
    const lists = findLists(schema as TSchema);

    const validateItems = async (body: unknown): Promise<void> => {
      for (const list of lists) {
        const parent = list.key === undefined ? '' : `/${list.key}`;
        const validate = (item: unknown, index: number): void => {
          // Finding the first error takes several times as long as finding that there is none.
          const error = Value.Check(list.schema.items, item)
            ? undefined
            : findFirstSchemaError(list.schema.items, item);
          if (error) throw toAdminError(error, `${parent}/${index}`);
        };
        await processInBatches(readList(body, list) ?? [], validate, stopSignal);
      }
    };

    return (sentBody: unknown) => {
      const body = sentBody ?? {};
      const error = findFirstSchemaError(schema as TSchema, removeItems(body, lists));
      if (error) return { error: toAdminError(error) };
      return lists.some((list) => readList(body, list)?.length)
        ? (validateItems(body) as unknown as SafePromiseLike<unknown>)
        : { value: body };
    };
  };
