/** The limit on the nesting of a JSON text, because recursive functions process its values. */
export const maxJsonDepth = 100;

/** Characters of JSON that begin, separate or quote values, as UTF-16 code units. */
const [quote, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a];
const isOpening = (character: number): boolean => character === 0x5b || character === 0x7b;
const isClosing = (character: number): boolean => character === 0x5d || character === 0x7d;

/**
 * Measures a JSON text before it is parsed: the nesting depth of its lists and objects, its number of values (an empty list or
 * object counts twice), and the largest number of keys of an object. The result for a text that is not JSON has no meaning.
 */
export const measureJson = (text: string): { depth: number; values: number; keys: number } => {
  const result = { depth: 0, values: 0, keys: 0 };
  /** The number of keys so far of each list or object that is open. */
  const openKeys = [0];
  let isQuoted = false;
  for (let position = 0; position < text.length; position += 1) {
    const character = text.charCodeAt(position);
    if (character === quote) isQuoted = !isQuoted;
    else if (isQuoted) position += Number(character === backslash);
    else if (character === comma) result.values += 1;
    else if (character === colon) {
      const keys = (openKeys.at(-1) ?? 0) + 1;
      openKeys[openKeys.length - 1] = keys;
      result.keys = Math.max(result.keys, keys);
    } else if (isOpening(character)) {
      result.values += 1;
      openKeys.push(0);
      result.depth = Math.max(result.depth, openKeys.length - 1);
    } else if (isClosing(character)) openKeys.pop();
  }
  return result;
};
