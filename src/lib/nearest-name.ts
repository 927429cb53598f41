/** A name reduced to the characters that are compared: `pageSize` and `page-size` are equal to `page_size`. */
const normalize = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/** The Levenshtein distance: how many letters have to be inserted, deleted or replaced to change one text to another. */
const computeEditDistance = (from: string, to: string): number => {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [before, letter] of [...from].entries()) {
    const next = [before + 1];
    for (let index = 0; index < to.length; index += 1) {
      const replaced = (row[index] as number) + Number(letter !== to[index]);
      next.push(Math.min((row[index + 1] as number) + 1, (next[index] as number) + 1, replaced));
    }
    row = next;
  }
  return row[to.length] as number;
};

/** The known name that is nearest to an unknown name; undefined if none is near. */
export const findNearestName = (name: string, known: readonly string[]): string | undefined => {
  const wanted = normalize(name.slice(0, 60));
  const [nearest] = known
    .map((candidate) => ({ candidate, distance: computeEditDistance(wanted, normalize(candidate)) }))
    .filter(({ distance }) => distance <= Math.floor(wanted.length / 3))
    .sort((a, b) => a.distance - b.distance);
  return nearest?.candidate;
};

/**
 * What to write instead of an unknown name: the nearest known name or, if none is near, all of them.
 * @param of what has the known names, such as an endpoint
 */
export const suggestNames = (
  what: 'parameter' | 'field',
  name: string,
  { of, known }: { of: string; known: readonly string[] },
): string => {
  const nearest = findNearestName(name, known);
  if (nearest !== undefined) return `did you mean ${nearest}?`;
  return `${of} takes ${known.length > 0 ? known.join(', ') : `no ${what}`}`;
};
