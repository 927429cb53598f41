import { isDeepStrictEqual } from 'node:util';
import { isObject } from '../lib/is-object.ts';
import type { ApiResponse } from './api-client.ts';

/** A probe throws this if a response differs from the contract. */
export class Mismatch extends Error {
  readonly request: string;
  readonly expected: string;
  readonly actual: string;

  constructor(request: string, expected: string, actual: string) {
    super(`the response to ${request} differs from the contract`);
    this.request = request;
    this.expected = expected;
    this.actual = actual;
  }
}

/** A probe throws this if the server's data does not allow the check. */
export class Skipped extends Error {}

const describe = ({ status, text }: ApiResponse): string => `${status} ${text === '' ? 'without a body' : text}`;

/**
 * Throws unless the condition is true.
 * @param actual the part of the response that differs; the whole response if it is left out
 * @throws Mismatch
 */
export const expect: (
  condition: boolean,
  response: ApiResponse,
  expected: string,
  actual?: unknown,
) => asserts condition = (condition, response, expected, actual) => {
  if (condition) return;
  throw new Mismatch(response.request, expected, actual === undefined ? describe(response) : JSON.stringify(actual));
};

const parseJson = (response: ApiResponse): unknown => {
  try {
    return JSON.parse(response.text);
  } catch {
    throw new Mismatch(response.request, 'a JSON body', describe(response));
  }
};

/** Expects this status and exactly this JSON body. */
export const expectResponse = (response: ApiResponse, status: number, body: unknown): void => {
  const isExpected = response.status === status && isDeepStrictEqual(parseJson(response), body);
  expect(isExpected, response, `${status} ${JSON.stringify(body)}`);
};

/** Expects that a client can't tell the two responses apart. */
export const expectSameResponse = (response: ApiResponse, other: ApiResponse): void => {
  const isSame =
    response.status === other.status &&
    response.text === other.text &&
    response.headers['content-type'] === other.headers['content-type'];
  expect(isSame, response, `the response to ${other.request}: ${describe(other)}`);
};

/** Expects 400 `{"error": "<text>"}` (R3, S6) and returns the text. */
export const expectErrorText = (response: ApiResponse): string => {
  const body = response.status === 400 ? parseJson(response) : undefined;
  const error = isObject(body) && Object.keys(body).length === 1 ? body.error : undefined;
  expect(typeof error === 'string' && error !== '', response, '400 {"error": "<text>"}');
  return error;
};

/** Expects 200 and a JSON object, and returns the object. */
export const expectObject = (response: ApiResponse): Record<string, unknown> => {
  const body = response.status === 200 ? parseJson(response) : undefined;
  expect(isObject(body), response, '200 and a JSON object');
  return body;
};

/** Expects 200 and a JSON list of objects, and returns the list. */
export const expectObjectList = (response: ApiResponse): Record<string, unknown>[] => {
  const body = response.status === 200 ? parseJson(response) : undefined;
  expect(Array.isArray(body) && body.every(isObject), response, '200 and a JSON list of objects');
  return body;
};

/** Expects 200 and a list of objects under a key, and returns the list. */
export const expectRows = (response: ApiResponse, key: string): Record<string, unknown>[] => {
  const rows = expectObject(response)[key];
  expect(Array.isArray(rows) && rows.every(isObject), response, `200 and a list of objects as "${key}"`);
  return rows;
};

/** Expects 200 and a whole number of at least 0 under a key, and returns the number. */
export const expectCount = (response: ApiResponse, key: string): number => {
  const count = expectObject(response)[key];
  expect(Number.isSafeInteger(count) && Number(count) >= 0, response, `200 and a whole number as "${key}"`);
  return Number(count);
};
