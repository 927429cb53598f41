import type { ClauseId } from '../../domain/clauses.ts';
import { type FindingKind, mistakeKinds } from '../../domain/finding-kinds.ts';
import { detachText } from '../../lib/detach-text.ts';
import type { Finding } from '../schemas/response-bodies.ts';

/** The clause by which the vendor accepts each kind of mistake; null if no clause is about it. */
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
  'unusual-number': 'E10',
  'malformed-job-id': 'E15',
} as const satisfies Record<FindingKind, ClauseId | null>;

export type { Finding };

/**
 * Creates a finding.
 * @param message in ASCII, with the client's texts shortened
 * @param clause if it depends on the endpoint and not on the kind alone
 */
export const createFinding = (
  kind: FindingKind,
  message: string,
  clause: ClauseId | null = clauses[kind],
): Finding => ({
  kind,
  clause,
  // The journal keeps the message, so it must not keep the request's texts alive.
  message: detachText(message),
});

const mistakes: ReadonlySet<FindingKind> = new Set(mistakeKinds);

/** Whether it is a plain mistake, which --strict refuses. Other findings may be intended. */
export const isMistake = ({ kind }: Finding): boolean => mistakes.has(kind);

/** How many findings of one request are kept. */
export const maxFindings = 20;

const maxOnOneLine = 5;

/** Joins findings to one line of less than 4 KB: Node's fetch accepts 16 KB of headers in all. */
export const joinOnOneLine = (texts: readonly string[]): string => {
  const more = texts.length - maxOnOneLine;
  return [...texts.slice(0, maxOnOneLine), ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
};
