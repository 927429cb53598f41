const blank = '[\\t\\n\\v\\f\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const integer = new RegExp(`^${blank}*(?<sign>[+-]?)(?<digits>\\p{Nd}(?:_?\\p{Nd})*)${blank}*$`, 'u');
const decimalDigit = /^\p{Nd}$/u;

/** Python's `sys.int_info.default_max_str_digits`. */
const mostDigits = 4300;

/** The value of a decimal digit of any script: Unicode has the ten digits of a script in order, one after the other. */
const digitValue = (digit: string): number => {
  const code = digit.codePointAt(0) as number;
  let first = code;
  while (decimalDigit.test(String.fromCodePoint(first - 1))) first -= 1;
  return (code - first) % 10;
};

/**
 * Reads a text as Python's `int()` does (E10): a sign, blanks around the number, single underscores between digits, decimal
 * digits of any script, 4300 of them at most.
 * @returns ASCII digits, with a minus before them where the text has one; undefined where `int()` raises a ValueError
 */
export const pythonInt = (text: string): string | undefined => {
  const { sign, digits = '' } = integer.exec(text)?.groups ?? {};
  const plain = digits.replaceAll('_', '').replace(/[^0-9]/gu, (digit) => String(digitValue(digit)));
  if (plain === '' || plain.length > mostDigits) return undefined;
  return sign === '-' ? `-${plain}` : plain;
};
