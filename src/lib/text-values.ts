import type { TSchema } from '@sinclair/typebox';

/**
 * The text as a whole number: decimal digits with at most a minus before them, or undefined. One too large for a
 * JavaScript number is a bigint, so that it can be given back digit for digit (E10).
 */
export const wholeNumber = (text: string): number | bigint | undefined => {
  if (!/^-?[0-9]+$/.test(text)) return undefined;
  return Number.isSafeInteger(Number(text)) ? Number(text) : BigInt(text);
};

const literals = (schema: TSchema): string[] => (schema.anyOf ?? []).map((option: TSchema) => String(option.const));

/** What a schema takes, in words that end a sentence; `takes` on the schema says it where the type can't. */
export const takes = (schema: TSchema): string => {
  if (schema.takes) return schema.takes;
  if (schema.type === 'boolean') return 'true or false';
  if (schema.anyOf) return `${literals(schema).slice(0, -1).join(', ')} or ${literals(schema).at(-1)}`;
  if (schema.type !== 'integer') return 'a text that is not empty';
  if (schema.maximum === undefined) return `a whole number of at least ${schema.minimum}`;
  return `a whole number from ${schema.minimum} to ${schema.maximum}`;
};

/** Reads a text from a URL, a flag or a variable as the schema's value; undefined where the schema does not take it. */
export const readText = (schema: TSchema, text: string): number | bigint | string | boolean | undefined => {
  if (schema.type === 'boolean') return text === 'true' || (text === 'false' ? false : undefined);
  if (schema.anyOf) return literals(schema).includes(text) ? text : undefined;
  if (schema.type !== 'integer') {
    const fits = schema.pattern === undefined || new RegExp(schema.pattern).test(text);
    const taken = text.length >= (schema.minLength ?? 0) && fits;
    return taken ? text : undefined;
  }
  const number = wholeNumber(text);
  if (number === undefined || number < (schema.minimum ?? -Infinity) || number > (schema.maximum ?? Infinity)) {
    return undefined;
  }
  return number;
};
