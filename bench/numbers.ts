const sort = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);

/** The value that this share of all values does not exceed. NaN if there are no values. */
export const quantile = (values: readonly number[], share: number): number =>
  sort(values)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN;

export const median = (values: readonly number[]): number => {
  const sorted = sort(values);
  const [low = Number.NaN, high = Number.NaN] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return (low + high) / 2;
};

/**
 * Divides two series of figures, pair by pair. The two figures of a pair were measured one after the other, so that
 * whatever slowed down the machine slowed down both.
 */
export const divide = (values: readonly number[], divisors: readonly number[]): number[] =>
  values.map((value, index) => value / (divisors[index] ?? Number.NaN));

/** Formats a number with three significant digits, or with thousands separators from 100. */
export const formatNumber = (value: number): string =>
  Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en-GB') : String(Number(value.toPrecision(3)));

/** Formats a count with thousands separators. */
export const formatCount = (count: number): string => count.toLocaleString('en-GB');

/** Formats the median of the values, with the lowest and the highest value in parentheses. */
export const formatSpread = (values: readonly number[], unit = ''): string => {
  const sorted = sort(values);
  const [lowest = 0, highest = 0] = [sorted[0], sorted.at(-1)];
  const range = values.length > 1 ? ` (${formatNumber(lowest)}–${formatNumber(highest)})` : '';
  return `${formatNumber(median(values))}${unit}${range}`;
};
