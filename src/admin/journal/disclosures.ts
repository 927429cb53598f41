import type { FastifyRequest } from 'fastify';
import type { Personal, PersonalRow } from '../../db/repositories/personal-values.ts';
import { accountTime } from '../../domain/account-clock.ts';
import { isDisclosed, personalFields } from '../../domain/record-text.ts';
import { toIsoTime } from '../../lib/iso-time.ts';
import { memoryBounds } from '../../lib/memory-bounds.ts';
import type { Disclosure } from '../schemas/response-bodies.ts';
import { entriesPerAccount, openAccountLogs } from './account-logs.ts';

/** What an answer disclosed: a reference to the values, which are read once somebody asks for them. */
type Note = Pick<Disclosure, 'request_id' | 'endpoint'> & Omit<Personal, 'unlocked'> & { at: number };

/** Disclosed values, oldest first. They are read one by one as they are iterated over. */
export type DisclosurePart = {
  values: Iterable<Disclosure>;
  /** How many older ones are not among them. Known once `values` were iterated over. */
  dropped: () => number;
};

/** Measured: a note without its reference; and a row without its values. */
const bytesPerNote = 300;
const bytesPerRow = 300;

const bytesOf = ({ bytes }: Note): number => bytesPerNote + bytes;

const disclosuresOf = ({ at, request_id, endpoint, rows }: Note): Disclosure[] =>
  rows().flatMap((row) => {
    const uuid = typeof row.uuid === 'string' ? row.uuid : null;
    return personalFields.flatMap((field) => {
      const value = row[field];
      return isDisclosed(value) ? [{ at: toIsoTime(at), request_id, endpoint, uuid, field, value }] : [];
    });
  });

const lengthOf = (row: PersonalRow): number =>
  Object.values(row).reduce<number>((sum, value) => sum + (typeof value === 'string' ? value.length : 0), 0);

/** The same note with the values themselves, if what it refers to may change. */
const withValues = (note: Note): Note => {
  if (note.isPermanent) return note;
  const rows = note.rows();
  return { ...note, bytes: rows.reduce((sum, row) => sum + bytesPerRow + lengthOf(row), 0), rows: () => rows };
};

/**
 * Which unmasked email and phone values each account was given, kept in memory: the latest of them.
 * @param maxBytes how many bytes those of all accounts take at most
 */
export const openDisclosures = (maxBytes: number = memoryBounds.disclosures) => {
  const logs = openAccountLogs<Note>({ maxBytes, bytesOf, countOf: ({ values }) => values });

  /** How many values an account was given in all. */
  const totalOf = (account: string): number => {
    const { entries, dropped } = logs.read(account);
    return entries.reduce((sum, { values }) => sum + values, dropped);
  };

  return {
    /** Writes down what an answer has. @param machineTime milliseconds since 1970, UTC */
    add: (request: FastifyRequest, { unlocked: _, ...personal }: Personal, machineTime: number): void => {
      if (personal.values === 0) return;
      const at = accountTime(request.account, machineTime);
      const endpoint = request.endpoint ?? '';
      logs.add(request.account.name, { at, request_id: Number(request.id), endpoint, ...personal });
    },

    /** What an account was given: the latest 10,000 values that are kept, and still are when they are read. */
    read: (account: string): DisclosurePart => {
      const total = totalOf(account);
      let read = 0;
      function* values(): Generator<Disclosure> {
        for (const { entry, before } of logs.each(account)) {
          const found = disclosuresOf(entry);
          const latest = found.slice(Math.max(0, total - before - entriesPerAccount));
          read += latest.length;
          yield* latest;
        }
      }
      return { values: values(), dropped: () => total - read };
    },

    /**
     * To be called before people or records are changed or deleted: keeps the values themselves of what refers to them.
     * @param account undefined for all accounts
     */
    keepValues: (account?: string): void => {
      logs.replaceEach(account === undefined ? logs.accounts() : [account], withValues);
    },

    /** How many bytes they take. */
    bytes: logs.bytes,

    clear: logs.clear,
    clearAll: logs.clearAll,
  };
};

export type Disclosures = ReturnType<typeof openDisclosures>;
