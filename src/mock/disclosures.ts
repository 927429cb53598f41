import type { FastifyRequest } from 'fastify';
import { accountTime } from '../store/accounts.ts';
import { isDisclosed, personalFields } from '../store/record-text.ts';
import type { Personal } from '../store/records.ts';
import { type Kept, kept, openRings } from './rings.ts';
import { isoTime } from './steering.ts';
import type { Disclosure } from './views.ts';

type Row = Record<string, unknown>;

/** What an answer disclosed: each value is written out only once somebody asks. */
type Note = Pick<Disclosure, 'request_id' | 'endpoint'> & Personal & { at: number };

/** Whether an answer gives its rows, as Search does, and not the personal data of stored records alone. */
export const isRows = (given: readonly Row[] | Personal): given is readonly Row[] => Array.isArray(given);

const personalOf = (given: readonly Row[]): Personal => {
  const rows = given.filter((row) => personalFields.some((field) => isDisclosed(row[field])));
  const valuesOf = (row: Row): number => personalFields.filter((field) => isDisclosed(row[field])).length;
  return { values: rows.reduce((sum, row) => sum + valuesOf(row), 0), rows: () => rows };
};

const disclosuresOf = ({ at, request_id, endpoint, rows }: Note): Disclosure[] =>
  rows().flatMap((row) => {
    const uuid = typeof row.uuid === 'string' ? row.uuid : null;
    return personalFields.flatMap((field) => {
      const value = row[field];
      return isDisclosed(value) ? [{ at: isoTime(at), request_id, endpoint, uuid, field, value }] : [];
    });
  });

/** Which unmasked email and phone values each account was given, kept in memory: the latest of them. */
export const openDisclosures = () => {
  const notes = openRings<Note>(({ values }) => values);
  return {
    /** Writes down what an answer has. @param machineTime milliseconds since 1970, UTC */
    add: (request: FastifyRequest, given: readonly Row[] | Personal, machineTime: number): void => {
      const personal = isRows(given) ? personalOf(given) : given;
      if (personal.values === 0) return;
      notes.add(request.account.name, {
        at: accountTime(request.account, machineTime),
        request_id: Number(request.id),
        endpoint: request.endpoint ?? '',
        ...personal,
      });
    },

    /** What an account was given, oldest first. */
    read: (account: string): Kept<Disclosure> => {
      const { entries, dropped } = notes.read(account);
      const all = entries.flatMap(disclosuresOf);
      const latest = all.slice(-kept);
      return { entries: latest, dropped: dropped + all.length - latest.length };
    },

    clear: notes.clear,
    clearAll: notes.clearAll,
  };
};

export type Disclosures = ReturnType<typeof openDisclosures>;
