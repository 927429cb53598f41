import type { FastifyRequest, onRequestHookHandler } from 'fastify';
import type { Store } from '../db/open-store.ts';
import type { Personal } from '../db/repositories/personal-values.ts';
import type { TakeTurn } from './stream-csv.ts';

/** Receives the emails and phones of each answer, or of each part of a CSV, when they are about to be sent. */
export type Disclose = (request: FastifyRequest, personal: Personal) => void;

/** The options of each route of the emulated API. */
export type RouteOptions = {
  store: Store;
  /** The hooks that every call of an endpoint passes before its handler, in order. */
  callHooks: onRequestHookHandler[];
  disclose: Disclose;
  /** Ensures that only one CSV download reads a part at the same time. */
  takeTurn: TakeTurn;
  /** Milliseconds since 1970, UTC, on the machine's clock; an account's clock may differ (getAccountTime). */
  now: () => number;
};
