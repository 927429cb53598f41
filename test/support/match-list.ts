import type { Test } from 'tap';

/**
 * Asserts that a list has as many entries as there are patterns, and that each entry matches the pattern at its place.
 * It exists because `t.match` passes where the list goes on after the last pattern, so that a finding, a call or a line
 * too many would not be seen. The same holds for a list within a pattern: check such a list by itself.
 */
export const matchList = (t: Test, list: readonly unknown[], patterns: readonly unknown[], name = 'the list'): void => {
  t.equal(list.length, patterns.length, `${name}: the number of entries`, { list });
  t.match(list, patterns, name);
};
