/** All kinds of findings: what a client does that the vendor would let pass in silence. */
export const findingKinds = [
  'unknown-parameter',
  'doubled-parameter',
  'parameter-without-effect',
  'missing-slash',
  'wrong-scheme',
  'outside-vocabulary',
  'page-past-end',
  'retry-after-ignored',
  'polled-too-soon',
  'page-fetched-twice',
  'walk-cut-short',
] as const;
export type FindingKind = (typeof findingKinds)[number];
