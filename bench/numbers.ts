const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);

/** The value that this share of all values does not exceed; NaN where there are none. */
export const quantile = (values: readonly number[], share: number): number =>
  sorted(values)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN;

export const median = (values: readonly number[]): number => {
  const all = sorted(values);
  const [low = Number.NaN, high = Number.NaN] = [all[(all.length - 1) >> 1], all[all.length >> 1]];
  return (low + high) / 2;
};

/** The ratios of two series that were measured in turn, pair by pair, so that what slowed down both drops out. */
export const ratios = (ours: readonly number[], theirs: readonly number[]): number[] =>
  ours.map((value, index) => value / (theirs[index] ?? Number.NaN));

/** A number with the digits that matter. */
export const shown = (value: number): string =>
  Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en-GB') : String(Number(value.toPrecision(3)));

/** Median, and least to most in brackets. */
export const spread = (values: readonly number[], unit = ''): string => {
  const all = sorted(values);
  const [least, most] = [all[0], all.at(-1)];
  const range = values.length > 1 ? ` (${shown(least ?? 0)}–${shown(most ?? 0)})` : '';
  return `${shown(median(values))}${unit}${range}`;
};
