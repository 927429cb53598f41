import type { ClauseId } from '../../domain/clauses.ts';
import { type FindingKind, mistakeKinds } from '../../domain/finding-kinds.ts';
import { copyText } from '../../lib/copy-text.ts';
import type { Finding } from '../schemas/response-bodies.ts';

/** The clause by which the vendor lets each kind pass; null where only its prose speaks of it. */
const clauses = {
  'unknown-parameter': 'E8',
  'doubled-parameter': 'E8',
  'parameter-without-effect': 'R4',
  'missing-slash': 'E2',
  'wrong-scheme': 'E7',
  'outside-vocabulary': 'S2',
  'not-acceptable': 'E14',
  'page-past-end': null,
  'retry-after-ignored': 'E6',
  'polled-too-soon': null,
  'page-fetched-twice': null,
  'walk-cut-short': null,
  'unusual-number': 'E10',
  'malformed-job-id': 'E15',
} as const satisfies Record<FindingKind, ClauseId | null>;

export type { Finding };

/**
 * @param message in ASCII, with what a client sent shortened
 * @param clause where it follows from the endpoint and not from the kind alone
 */
export const finding = (kind: FindingKind, message: string, clause: ClauseId | null = clauses[kind]): Finding => ({
  kind,
  clause,
  // The journal keeps it.
  message: copyText(message),
});

const mistakes: ReadonlySet<FindingKind> = new Set(mistakeKinds);

/** Whether it is a plain mistake, which --strict refuses. The others may be meant. */
export const isMistake = ({ kind }: Finding): boolean => mistakes.has(kind);

/** How many findings of one request are kept. */
export const mostFindings = 20;

const shownAtMost = 5;

/** Findings on one line, of less than 4 KB: Node's fetch takes 16 KB of headers in all. */
export const inOneLine = (texts: readonly string[]): string => {
  const more = texts.length - shownAtMost;
  return [...texts.slice(0, shownAtMost), ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
};
