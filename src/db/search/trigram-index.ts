import { atOnce, runOf, runsOf } from './columns.ts';

/** How many letters of a part are looked up together, and in how many lists. */
const letters = 3;
const lists = 1 << 14;

/** In which list a value stands for the letters from there on. */
const listAt = (text: string, at: number): number =>
  (text.charCodeAt(at) * 7919 + text.charCodeAt(at + 1) * 613 + text.charCodeAt(at + 2)) % lists;

/**
 * Makes what finds the codes of the values that have a text as a part (S3), in rising order: it looks at those that have
 * the rarest three letters of it.
 */
export const partFinder = (values: readonly string[]) => {
  const count = values.reduce((sum, value) => sum + Math.max(0, value.length - letters + 1), 0);
  const listsOf = new Uint16Array(count);
  const codesOf = new Uint32Array(count);
  let next = 0;
  for (const [index, value] of values.entries()) {
    for (let at = 0; at + letters <= value.length; at += 1) {
      listsOf[next] = listAt(value, at);
      codesOf[next] = index + 1;
      next += 1;
    }
  }
  const places = atOnce(runsOf(listsOf, lists - 1));
  const codes = places.people.map((place) => codesOf[place] as number);
  const every = Uint32Array.from(values, (_, index) => index + 1);

  const candidates = (part: string): Uint32Array => {
    let fewest: Uint32Array = every;
    for (let at = 0; at + letters <= part.length; at += 1) {
      const its = runOf({ starts: places.starts, people: codes }, listAt(part, at));
      if (its.length < fewest.length) fewest = its;
    }
    return fewest;
  };

  return (part: string): number[] => {
    const found: number[] = [];
    let last = 0;
    for (const code of candidates(part)) {
      // A value stands in a list as often as it has the letters.
      if (code !== last && (values[code - 1] as string).includes(part)) found.push(code);
      last = code;
    }
    return found;
  };
};
