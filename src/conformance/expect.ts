import { isDeepStrictEqual } from 'node:util';
import { isObject } from '../lib/is-object.ts';
import type { Asked } from './api.ts';

/** What a probe throws where the contract does not hold. */
export class Unlike extends Error {
  readonly question: string;
  readonly expected: string;
  readonly seen: string;

  constructor(question: string, expected: string, seen: string) {
    super(`${question} is not as expected`);
    this.question = question;
    this.expected = expected;
    this.seen = seen;
  }
}

/** What a probe throws where the server's data gives nothing to ask with. */
export class Unaskable extends Error {}

const seenOf = ({ status, text }: Asked): string => `${status} ${text === '' ? 'without a body' : text}`;

/**
 * Goes on only where it holds.
 * @param seen where it is not the answer itself
 * @throws Unlike
 */
export const expect: (holds: boolean, answer: Asked, expected: string, seen?: unknown) => asserts holds = (
  holds,
  answer,
  expected,
  seen,
) => {
  if (!holds) throw new Unlike(answer.question, expected, seen === undefined ? seenOf(answer) : JSON.stringify(seen));
};

/** The body read as JSON. */
const jsonOf = (answer: Asked): unknown => {
  try {
    return JSON.parse(answer.text);
  } catch {
    throw new Unlike(answer.question, 'a JSON body', seenOf(answer));
  }
};

/** An answer of this status and of exactly this JSON body. */
export const expectAnswer = (answer: Asked, status: number, body: unknown): void => {
  const expected = `${status} ${JSON.stringify(body)}`;
  expect(answer.status === status && isDeepStrictEqual(jsonOf(answer), body), answer, expected);
};

/** Two answers that a client can't tell apart. */
export const expectSame = (answer: Asked, as: Asked): void =>
  expect(
    answer.status === as.status &&
      answer.text === as.text &&
      answer.headers['content-type'] === as.headers['content-type'],
    answer,
    `what ${as.question} answers: ${seenOf(as)}`,
  );

/** 400 `{"error": "<text>"}` (R3, S6); gives the text. */
export const expectError = (answer: Asked): string => {
  const body = answer.status === 400 ? jsonOf(answer) : undefined;
  const error = isObject(body) && Object.keys(body).length === 1 ? body.error : undefined;
  expect(typeof error === 'string' && error !== '', answer, '400 {"error": "<text>"}');
  return error;
};

/** The JSON object of a 200. */
export const expectObject = (answer: Asked): Record<string, unknown> => {
  const body = answer.status === 200 ? jsonOf(answer) : undefined;
  expect(isObject(body), answer, '200 and a JSON object');
  return body;
};

/** The JSON list of objects of a 200. */
export const expectList = (answer: Asked): Record<string, unknown>[] => {
  const body = answer.status === 200 ? jsonOf(answer) : undefined;
  expect(Array.isArray(body) && body.every(isObject), answer, '200 and a JSON list of objects');
  return body;
};

/** A list of objects below a key of a 200. */
export const expectRows = (answer: Asked, key: string): Record<string, unknown>[] => {
  const rows = expectObject(answer)[key];
  expect(Array.isArray(rows) && rows.every(isObject), answer, `200 and a list of objects as "${key}"`);
  return rows;
};

/** A whole number of at least 0 below a key of a 200. */
export const expectCount = (answer: Asked, key: string): number => {
  const count = expectObject(answer)[key];
  expect(Number.isSafeInteger(count) && Number(count) >= 0, answer, `200 and a whole number as "${key}"`);
  return Number(count);
};
