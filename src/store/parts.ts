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
  const starts = new Uint32Array(lists + 1);
  const eachPlace = (visit: (list: number, code: number) => void): void => {
    for (const [index, value] of values.entries()) {
      for (let at = 0; at + letters <= value.length; at += 1) visit(listAt(value, at), index + 1);
    }
  };
  eachPlace((list) => {
    starts[list + 1] = (starts[list + 1] as number) + 1;
  });
  for (let list = 1; list <= lists; list += 1) starts[list] = (starts[list] as number) + (starts[list - 1] as number);
  const codes = new Uint32Array(starts[lists] as number);
  const next = starts.slice();
  eachPlace((list, code) => {
    codes[next[list] as number] = code;
    next[list] = (next[list] as number) + 1;
  });
  const every = Uint32Array.from(values, (_, index) => index + 1);

  const candidates = (part: string): Uint32Array => {
    let fewest = every;
    for (let at = 0; at + letters <= part.length; at += 1) {
      const list = listAt(part, at);
      const its = codes.subarray(starts[list], starts[list + 1]);
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
