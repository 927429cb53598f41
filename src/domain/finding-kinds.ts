/** Findings that are plain mistakes: --strict refuses them. */
export const mistakeKinds = [
  'unknown-parameter',
  'doubled-parameter',
  'parameter-without-effect',
  'missing-slash',
  'wrong-scheme',
  'outside-vocabulary',
  'not-acceptable',
] as const;

/** All kinds of findings: what a client does that the vendor would let pass in silence. */
export const findingKinds = [
  ...mistakeKinds,
  'page-past-end',
  'retry-after-ignored',
  'polled-too-soon',
  'unusual-number',
  'malformed-job-id',
] as const;
export type FindingKind = (typeof findingKinds)[number];
