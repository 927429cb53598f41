const blank = '[\\t\\n\\v\\f\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const integer = new RegExp(`^${blank}*(?<sign>[+-]?)(?<digits>\\p{Nd}(?:_?\\p{Nd})*)${blank}*$`, 'u');
const decimalDigit = /^\p{Nd}$/u;

/** Python accepts no longer texts: `sys.int_info.default_max_str_digits`. */
const maxDigits = 4300;

/** The value of a decimal digit of any script. In Unicode the ten digits of a script follow each other in order. */
const getDigitValue = (digit: string): number => {
  const code = digit.codePointAt(0) as number;
  let first = code;
  while (decimalDigit.test(String.fromCodePoint(first - 1))) first -= 1;
  return (code - first) % 10;
};

/**
 * Reads a text as Python's `int()` does (E10). It accepts a sign, blanks around the number, single underscores between
 * digits, and up to 4300 decimal digits of any script.
 * @returns the number in ASCII digits, with a minus if it is negative; undefined if `int()` raises a ValueError
 */
export const parsePythonInt = (text: string): string | undefined => {
  const { sign, digits = '' } = integer.exec(text)?.groups ?? {};
  const plain = digits.replaceAll('_', '').replace(/[^0-9]/gu, (digit) => String(getDigitValue(digit)));
  if (plain === '' || plain.length > maxDigits) return undefined;
  return sign === '-' ? `-${plain}` : plain;
};
