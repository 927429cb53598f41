import type { Draw } from './random.ts';

/** Letters that may stand in postal codes of the United Kingdom, Canada and Ireland alike. */
const postalLetters = 'AEHNPRTXY';

/** A text made from its pattern of at most nine signs: `#` becomes a digit, `%` a digit other than 0, `@` a letter of a postal code. */
export const fromPattern = (from: Draw, pattern: string): string => {
  let rest = from.below(1e9);
  const next = (limit: number): number => {
    const drawn = rest % limit;
    rest = Math.floor(rest / limit);
    return drawn;
  };
  return pattern.replace(/[#%@]/g, (sign) => {
    if (sign === '#') return String(next(10));
    if (sign === '%') return String(1 + next(9));
    return postalLetters.charAt(next(postalLetters.length));
  });
};
