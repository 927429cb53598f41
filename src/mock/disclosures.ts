import type { FastifyRequest } from 'fastify';
import type { Account } from '../store/accounts.ts';
import { accountTime } from '../store/accounts.ts';
import type { Rings } from './rings.ts';
import { isoTime } from './steering.ts';
import type { Disclosure } from './views.ts';

const personal = ['contact_email', 'contact_direct_phone', 'contact_mobile_phone'];

/** Writes down which unmasked email and phone values an answer has. @param machineTime milliseconds since 1970, UTC */
export const noteDisclosures = (
  disclosures: Rings<Disclosure>,
  request: FastifyRequest & { account: Account },
  rows: readonly Record<string, unknown>[],
  machineTime: number,
): void => {
  const { account, endpoint, id } = request;
  for (const row of rows) {
    for (const field of personal) {
      const value = row[field];
      if (typeof value !== 'string' || value === '') continue;
      disclosures.add(account.name, {
        at: isoTime(accountTime(account, machineTime)),
        request_id: Number(id),
        endpoint: endpoint ?? '',
        uuid: typeof row.uuid === 'string' ? row.uuid : null,
        field,
        value,
      });
    }
  }
};
