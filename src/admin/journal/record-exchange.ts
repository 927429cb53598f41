import type { FastifyReply, FastifyRequest } from 'fastify';
import { shortenToken } from '../../api/shorten-token.ts';
import type { Store } from '../../db/open-store.ts';
import { getAccountTime } from '../../domain/account-clock.ts';
import type { Coverage } from '../coverage/coverage.ts';
import { findCallerByAnyScheme } from '../find-caller-by-any-scheme.ts';
import type { Journal } from './journal.ts';

/** Writes a call into the journal, and counts it for coverage, once: later calls of the function do nothing. */
export type RecordExchange = (request: FastifyRequest, reply: FastifyReply, status: number | null) => void;

/** How many bytes of the body were sent. */
const countBodyBytes = ({ method, exchange }: FastifyRequest, reply: FastifyReply): number => {
  if (method === 'HEAD') return 0;
  const { observation, streamedBytes } = exchange;
  return observation?.cutBytes ?? streamedBytes ?? Number(reply.getHeader('content-length') ?? 0);
};

/** @param options where calls are recorded */
export const createExchangeRecorder = (options: {
  store: Store;
  journal: Journal;
  coverage: Coverage;
}): RecordExchange => {
  const { store, journal, coverage } = options;
  return (request, reply, status) => {
    const { exchange } = request;
    const { observation } = exchange;
    if (!observation || observation.isRecorded) return;
    observation.isRecorded = true;
    if (status !== null) coverage.count(request, status);
    const { ticket, receivedAt, startedAt, faultMatch, findings } = observation;
    const account = observation.account ?? findCallerByAnyScheme(store, request);
    journal.add(ticket, {
      at: account ? getAccountTime(account, receivedAt) : receivedAt,
      account: account?.name ?? null,
      token: shortenToken(request.headers.authorization) ?? null,
      endpoint: exchange.endpoint,
      method: request.method,
      url: request.originalUrl,
      status,
      duration_ms: performance.now() - startedAt,
      fault: faultMatch?.fault ?? null,
      bytes: status === null ? 0 : countBodyBytes(request, reply),
      rows: request.method === 'HEAD' ? 0 : exchange.rows,
      findings,
    });
  };
};
