import type { FastifyRequest } from 'fastify';
import { getCallerAccount } from '../../api/exchange.ts';
import type { Personal, PersonalRow } from '../../db/repositories/personal-values.ts';
import { getAccountTime } from '../../domain/account-clock.ts';
import { isPersonalValue, personalFields } from '../../domain/record-fields.ts';
import { toIsoTime } from '../../lib/iso-time.ts';
import { adminMemoryBounds } from '../admin-memory-bounds.ts';
import type { Disclosure } from '../schemas/response-bodies.ts';
import { entriesPerAccount } from './account-log.ts';
import { createBoundedAccountLogs } from './bounded-account-logs.ts';

/** The values that an answer disclosed, as a reference. The values are read when the disclosures are listed. */
type DisclosedPart = Pick<Disclosure, 'request_id' | 'endpoint'> & Omit<Personal, 'unlocked'> & { at: number };

/** Disclosed values, oldest first. Each is read when the iteration reaches it. */
export type DisclosurePart = {
  values: Iterable<Disclosure>;
  /** How many older values are left out. Known after `values` were iterated over. */
  dropped: () => number;
};

/** Measured: a part without its reference; and a row without its values. */
const bytesPerPart = 300;
const bytesPerRow = 300;

const measureBytes = ({ bytes }: DisclosedPart): number => bytesPerPart + bytes;

const readDisclosures = ({ at, request_id, endpoint, readRows }: DisclosedPart): Disclosure[] =>
  readRows().flatMap((row) => {
    const uuid = typeof row.uuid === 'string' ? row.uuid : null;
    return personalFields.flatMap((field) => {
      const value = row[field];
      return isPersonalValue(value) ? [{ at: toIsoTime(at), request_id, endpoint, uuid, field, value }] : [];
    });
  });

const countLetters = (row: PersonalRow): number =>
  Object.values(row).reduce<number>((sum, value) => sum + (typeof value === 'string' ? value.length : 0), 0);

/** The same part with the values themselves, if what it refers to may change. */
const storeValues = (part: DisclosedPart): DisclosedPart => {
  if (part.isPermanent) return part;
  const rows = part.readRows();
  return { ...part, bytes: rows.reduce((sum, row) => sum + bytesPerRow + countLetters(row), 0), readRows: () => rows };
};

/**
 * Creates the list of the unmasked email and phone values that each account received: the latest ones, in memory.
 * @param maxBytes the limit for all accounts together, in bytes
 */
export const createDisclosures = (maxBytes: number = adminMemoryBounds.disclosures) => {
  const logs = createBoundedAccountLogs<DisclosedPart>({ maxBytes, measureBytes, getCount: ({ values }) => values });

  /** How many values an account received in all. */
  const countReceived = (account: string): number => {
    const { entries, dropped } = logs.read(account);
    return entries.reduce((sum, { values }) => sum + values, dropped);
  };

  return {
    /** Adds the values of an answer. @param machineTime milliseconds since 1970, UTC */
    add: (request: FastifyRequest, { unlocked: _, ...personal }: Personal, machineTime: number): void => {
      if (personal.values === 0) return;
      const account = getCallerAccount(request);
      const at = getAccountTime(account, machineTime);
      const endpoint = request.exchange.endpoint ?? '';
      logs.add(account.name, { at, request_id: Number(request.id), endpoint, ...personal });
    },

    /** The latest 10,000 values that an account received. Those that are removed before they are read are left out. */
    read: (account: string): DisclosurePart => {
      const total = countReceived(account);
      let read = 0;
      function* values(): Generator<Disclosure> {
        for (const { entry, before } of logs.iterate(account)) {
          const found = readDisclosures(entry);
          const latest = found.slice(Math.max(0, total - before - entriesPerAccount));
          read += latest.length;
          yield* latest;
        }
      }
      return { values: values(), dropped: () => total - read };
    },

    /**
     * To be called before people or records are changed or deleted: stores the values of all parts that refer to them.
     * @param account undefined for all accounts
     */
    keepValues: (account?: string): void => {
      logs.replaceEntries(account === undefined ? logs.accounts() : [account], storeValues);
    },

    /** How many bytes all parts take, as an estimate. */
    bytes: logs.bytes,

    clear: logs.clear,
    clearAll: logs.clearAll,
  };
};

export type Disclosures = ReturnType<typeof createDisclosures>;
