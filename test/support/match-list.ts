import type { Test } from 'tap';

/**
 * Asserts that a list has as many entries as there are patterns, and that each entry matches the pattern at its place.
 * `t.match` passes even if the list continues after the last pattern, so it does not notice an extra finding, request or
 * line. This is also true of a list within a pattern: check such a list by itself.
 */
export const matchList = (t: Test, list: readonly unknown[], patterns: readonly unknown[], name = 'the list'): void => {
  t.equal(list.length, patterns.length, `${name}: the number of entries`, { list });
  t.match(list, patterns, name);
};
