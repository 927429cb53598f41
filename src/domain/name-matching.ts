import { foldDiacritics } from './diacritics.ts';
import { nicknames } from './nicknames.ts';

/** The outcomes of the name match (R22, R24). */
export const nameMatches = ['matched', 'mismatched', 'skipped'] as const;
export type NameMatch = (typeof nameMatches)[number];

/** The name of a person. A part that is not known is empty. */
export type Name = { first: string; last: string };

/** A name in lower case, without diacritics and apostrophes. */
export const foldName = (name: string): string => foldDiacritics(name).replace(/['’‘ʼ`]/g, '');

const splitWords = (name: string): string[] => foldName(name).match(/[\p{L}\p{N}]+/gu) ?? [];

/** For each first name or nickname, folded: the formal names that it may stand for. */
const formalNames: ReadonlyMap<string, ReadonlySet<string>> = (() => {
  const formal = new Map<string, Set<string>>();
  const add = (word: string, name: string): void => {
    formal.set(word, (formal.get(word) ?? new Set<string>()).add(name));
  };
  for (const [name, short] of Object.entries(nicknames)) for (const word of [name, ...short]) add(word, name);
  return formal;
})();

/** Whether a word is an initial: one letter of a script that has upper and lower case. */
const isInitial = (word: string): boolean => /^\p{Ll}$/u.test(word);

const isSameFirstWord = (a: string, b: string): boolean => {
  if (a === b) return true;
  if (isInitial(a) || isInitial(b)) return a.startsWith(b) || b.startsWith(a);
  const formal = formalNames.get(b);
  return formal !== undefined && [...(formalNames.get(a) ?? [])].some((name) => formal.has(name));
};

const sortByLength = (a: readonly string[], b: readonly string[]): readonly [readonly string[], readonly string[]] =>
  a.length <= b.length ? [a, b] : [b, a];

/** Two first names are alike if one begins with the words of the other. A word may be an initial or a nickname. */
const isSameFirst = (a: string, b: string): boolean => {
  const [short, long] = sortByLength(splitWords(a), splitWords(b));
  return short.length > 0 && short.every((word, index) => isSameFirstWord(word, long[index] as string));
};

/** Two last names are alike if one has all words of the other. One surname of a double surname is enough. */
const isSameLast = (a: string, b: string): boolean => {
  const [short, long] = sortByLength(splitWords(a), splitWords(b));
  return short.length > 0 && short.every((word) => long.includes(word));
};

const isExact = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();

/** A longer part of a name matches only an equal part: the time of a fuzzy comparison grows with the square of the length. */
const maxComparedLength = 200;

/** Whether a part of a name is known. A placeholder such as a dash has no letters and no digits. */
const hasLetters = (part: string): boolean => /[\p{L}\p{N}]/u.test(part);

/**
 * R22, R24: the outcome of the name match. A part that is missing in the input or in the enriched name is not compared. Names
 * that differ in letter case alone match at once. Other names are compared by the name-match service, which ignores
 * diacritics and accepts initials, nicknames and one of two surnames.
 * @param isServiceAvailable whether the name-match service returns a result
 */
export const matchNames = (input: Name, enriched: Name, isServiceAvailable = true): NameMatch => {
  const parts = (['first', 'last'] as const).filter((part) => hasLetters(input[part]) && hasLetters(enriched[part]));
  if (parts.length === 0) return 'skipped';
  if (parts.every((part) => isExact(input[part], enriched[part]))) return 'matched';
  if (!isServiceAvailable) return 'skipped';
  const isSame = { first: isSameFirst, last: isSameLast };
  const isAlike = (part: 'first' | 'last'): boolean => {
    const [a, b] = [input[part], enriched[part]];
    if (isExact(a, b)) return true;
    return Math.max(a.length, b.length) <= maxComparedLength && isSame[part](a, b);
  };
  return parts.every(isAlike) ? 'matched' : 'mismatched';
};
