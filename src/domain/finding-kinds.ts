/** The kinds of findings that are plain mistakes. --strict refuses calls with such a mistake. */
export const mistakeKinds = [
  'unknown-parameter',
  'doubled-parameter',
  'parameter-without-effect',
  'missing-slash',
  'wrong-scheme',
  'outside-vocabulary',
  'not-acceptable',
] as const;

/** All kinds of findings, which report mistakes that the vendor would accept silently. */
export const findingKinds = [
  ...mistakeKinds,
  'page-past-end',
  'retry-after-ignored',
  'polled-too-soon',
  'unusual-number',
  'malformed-job-id',
] as const;
export type FindingKind = (typeof findingKinds)[number];
