import type { FastifyRequest } from 'fastify';
import { parseToken } from '../api/plugins/authentication.ts';
import type { Store } from '../db/open-store.ts';
import type { Account } from '../db/repositories/account-repository.ts';

/** Finds the account whose token a request carries, even if the endpoint takes another scheme word or no token. */
export const findCallerByAnyScheme = (
  { accounts }: Store,
  { exchange, headers }: FastifyRequest,
): Account | undefined =>
  exchange.account ??
  accounts.findByToken(parseToken(headers.authorization, 'Bearer') ?? parseToken(headers.authorization, 'Token') ?? '');
