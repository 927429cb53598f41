/** A name in the letters that count when it is compared: `pageSize` and `page-size` are `page_size`. */
const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/** How many letters have to be put in, taken out or changed to make one text of another. */
const distance = (from: string, to: string): number => {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [before, letter] of [...from].entries()) {
    const next = [before + 1];
    for (let index = 0; index < to.length; index += 1) {
      const change = (row[index] as number) + Number(letter !== to[index]);
      next.push(Math.min((row[index + 1] as number) + 1, (next[index] as number) + 1, change));
    }
    row = next;
  }
  return row[to.length] as number;
};

/** The known name that is meant, most likely; undefined where none is near. */
export const nearest = (name: string, known: readonly string[]): string | undefined => {
  const given = plain(name.slice(0, 60));
  const [best] = known
    .map((each) => ({ each, away: distance(given, plain(each)) }))
    .filter(({ away }) => away <= Math.floor(given.length / 3))
    .sort((a, b) => a.away - b.away);
  return best?.each;
};

/**
 * What to write in place of an unknown name: the nearest known name or, if none is near, all of them.
 * @param of what takes the known names, such as an endpoint
 */
export const adviceFor = (
  what: 'parameter' | 'field',
  name: string,
  { of, known }: { of: string; known: readonly string[] },
): string => {
  const meant = nearest(name, known);
  if (meant !== undefined) return `did you mean ${meant}?`;
  return `${of} takes ${known.length > 0 ? known.join(', ') : `no ${what}`}`;
};
