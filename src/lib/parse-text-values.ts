import type { TSchema } from '@sinclair/typebox';

/**
 * Parses a whole number of decimal digits, with at most a minus before them; undefined for any other text. A number that is too
 * large for a JavaScript number becomes a bigint, so that it can be printed with all its digits.
 */
export const parseWholeNumber = (text: string): number | bigint | undefined => {
  if (!/^-?[0-9]+$/.test(text)) return undefined;
  return Number.isSafeInteger(Number(text)) ? Number(text) : BigInt(text);
};

const listLiterals = (schema: TSchema): string[] => (schema.anyOf ?? []).map((option: TSchema) => String(option.const));

/** Describes the values that a schema accepts. A schema whose type does not say enough has the text in its key `takes`. */
export const describeValues = (schema: TSchema): string => {
  if (schema.takes) return schema.takes;
  if (schema.type === 'boolean') return 'true or false';
  if (schema.anyOf) return `${listLiterals(schema).slice(0, -1).join(', ')} or ${listLiterals(schema).at(-1)}`;
  if (schema.type !== 'integer') return 'a value that is not empty';
  if (schema.maximum === undefined) return `a whole number of at least ${schema.minimum}`;
  return `a whole number from ${schema.minimum} to ${schema.maximum}`;
};

/** Parses a text from a URL, a flag or an environment variable; undefined if the schema does not accept the value. */
export const parseValue = (schema: TSchema, text: string): number | bigint | string | boolean | undefined => {
  if (schema.type === 'boolean') return text === 'true' || (text === 'false' ? false : undefined);
  if (schema.anyOf) return listLiterals(schema).includes(text) ? text : undefined;
  if (schema.type !== 'integer') {
    const matches = schema.pattern === undefined || new RegExp(schema.pattern).test(text);
    return matches && text.length >= (schema.minLength ?? 0) ? text : undefined;
  }
  const number = parseWholeNumber(text);
  if (number === undefined || number < (schema.minimum ?? -Infinity) || number > (schema.maximum ?? Infinity)) {
    return undefined;
  }
  return number;
};
