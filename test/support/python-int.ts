import { fc } from './property.ts';

/** The zero of each script with decimal digits, as Python 3.11 lists them: those with `unicodedata.decimal(c, None) == 0`. */
const zeros = [
  0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0, 0xf20,
  0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0,
  0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10, 0x104a0, 0x10d30, 0x11066, 0x110f0, 0x11136, 0x111d0, 0x112f0,
  0x11450, 0x114d0, 0x11650, 0x116c0, 0x11730, 0x118e0, 0x11950, 0x11c50, 0x11d50, 0x11da0, 0x16a60, 0x16ac0, 0x16b50,
  0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6, 0x1e140, 0x1e2f0, 0x1e950, 0x1fbf0,
];

/** The characters that Python 3.11 accepts as whitespace around a number: those for which `int(c + '5')` is 5. */
const blanks = [
  0x9, 0xa, 0xb, 0xc, 0xd, 0x20, 0x85, 0xa0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007,
  0x2008, 0x2009, 0x200a, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000,
].map((code) => String.fromCodePoint(code));

const digitOf = (letter: string): bigint | undefined => {
  const code = letter.codePointAt(0) as number;
  const zero = zeros.find((each) => code >= each && code < each + 10);
  return zero === undefined ? undefined : BigInt(code - zero);
};

/**
 * E10: converts a text as Python's `int()` does, letter by letter, by the words of its documentation: "optionally preceded
 * by + or - (with no space in between), have leading zeros, be surrounded by whitespace, and have single underscores
 * interspersed between digits". Returns undefined if `int()` raises.
 */
export const parsePythonInt = (text: string): bigint | undefined => {
  const letters = [...text];
  while (blanks.includes(letters[0] as string)) letters.shift();
  while (blanks.includes(letters.at(-1) as string)) letters.pop();
  const sign = letters[0] === '+' || letters[0] === '-' ? letters.shift() : '+';
  let value = 0n;
  let before: 'digit' | 'other' = 'other';
  for (const letter of letters) {
    const digit = digitOf(letter);
    if (digit === undefined && !(letter === '_' && before === 'digit')) return undefined;
    if (digit !== undefined) value = 10n * value + digit;
    before = digit === undefined ? 'other' : 'digit';
  }
  if (before === 'other') return undefined;
  return sign === '-' ? -value : value;
};

const digit = fc.tuple(fc.constantFrom(...zeros), fc.nat(9)).map(([zero, value]) => String.fromCodePoint(zero + value));
const blank = fc.string({ unit: fc.constantFrom(...blanks), maxLength: 2 });
const digits = fc
  .array(fc.tuple(fc.oneof(digit, fc.constantFrom('0', '1', '7')), fc.constantFrom('', '', '_')), { minLength: 1 })
  .map((all) => all.flat().join(''));

/** Texts that are numbers in Python, and many that differ from one by a letter. */
export const numberLike = fc.oneof(
  fc.tuple(blank, fc.constantFrom('', '', '+', '-'), digits, blank).map((parts) => parts.join('')),
  fc.string({
    unit: fc.oneof(digit, fc.constantFrom('_', '+', '-', '.', 'e', 'x', '\0', '\x1c', '\ufeff', '\u00b2', ...blanks)),
    minLength: 1,
    maxLength: 6,
  }),
);
