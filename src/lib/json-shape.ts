/** How deep a JSON text may be nested: what is made of it is walked by functions that call themselves. */
export const deepest = 100;

/** The letters of JSON that say where values begin and end, as UTF-16 code units. */
const [quote, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a];
const opens = (letter: number): boolean => letter === 0x5b || letter === 0x7b;
const closes = (letter: number): boolean => letter === 0x5d || letter === 0x7d;

/**
 * What a JSON text will take to read: how deep its lists and objects are nested, how many values stand in them (an empty
 * one counts once more), and how many keys one object has at most. A text that is not JSON gets some answer, too.
 */
export const shapeOf = (text: string): { depth: number; values: number; keys: number } => {
  const most = { depth: 0, values: 0, keys: 0 };
  /** Of what is open: how many keys each has so far. */
  const open = [0];
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charCodeAt(at);
    if (letter === quote) quoted = !quoted;
    else if (quoted) at += Number(letter === backslash);
    else if (letter === comma) most.values += 1;
    else if (letter === colon) {
      const keys = (open.at(-1) ?? 0) + 1;
      open[open.length - 1] = keys;
      most.keys = Math.max(most.keys, keys);
    } else if (opens(letter)) {
      most.values += 1;
      open.push(0);
      most.depth = Math.max(most.depth, open.length - 1);
    } else if (closes(letter)) open.pop();
  }
  return most;
};
