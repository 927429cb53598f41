import type { ClauseId } from '../../domain/clauses.ts';
import { isInternal } from '../../domain/record-fields.ts';
import { isCsvOnly } from '../../domain/record-text.ts';
import { both, completed, isImported, served } from '../csv-table.ts';
import { expect, expectCount, Unaskable } from '../expect.ts';
import type { NotAsked, Probe } from '../probe.ts';

const checks = ['name_match_status', 'still_in_company_status'];

/** R11: the fields of a record after the caller's own and the requested ones. Other fields come after these (R14). */
const trailing = ['enrichment_source', ...checks];

/** R11: the requested fields, which every record has before enrichment_source, and so the first. */
const requestedOf = (records: readonly object[]): string[] => {
  const fields = Object.keys(records[0] ?? {});
  const end = fields.indexOf('enrichment_source');
  return fields.slice(0, Math.max(0, end)).filter((name) => !isImported(name) && !trailing.includes(name));
};

/** A key, at any depth, that only an audit trail has (R18). */
const auditKey = /"(?!imported_)\w*(?:audit|skipped_reason)\w*"\s*:/i;

/** R22, R23: a check that a row did not pass makes it not_enriched, whatever word says so. */
const reversal = (clause: ClauseId, check: string, passed: string, title: string): Probe => ({
  clause,
  basis: ['D'],
  title,
  needs: ['completed'],
  holds: async (api) => {
    const { csv, columns, rows } = await completed(api);
    const [at, status] = [columns.indexOf(check), columns.indexOf('enrichment_status')];
    const turned = at === -1 ? [] : rows.filter((row) => ![passed, 'skipped', ''].includes(row[at] ?? ''));
    if (turned.length === 0) throw new Unaskable(`no row has a ${check} that turns it`);
    const other = turned.find((row) => row[status] !== 'not_enriched');
    expect(other === undefined, csv, `not_enriched where ${check} is ${other?.[at]}`, other?.[status]);
  },
});

/** The sources that the vendor's page names (R20). They are listed here, so that a wrong list of the mock's is found. */
const sources = ['datacore', 'bigquery', 'netnut', 'zerobounce'];

export const records: readonly (Probe | NotAsked)[] = [
  {
    clause: 'R11',
    basis: ['D'],
    title: 'a record has the input, then the requested fields, then enrichment_source and the two checks',
    needs: ['completed'],
    holds: async (api) => {
      const { json, records, names } = await completed(api);
      const requested = requestedOf(records);
      const withChecks = checks.some((name) => names.includes(name));
      const after = withChecks ? trailing : trailing.slice(0, 1);
      for (const record of records) {
        const fields = Object.keys(record);
        const order = [...fields.filter(isImported), ...requested, ...after];
        const at = order.findIndex((name, index) => fields[index] !== name);
        expect(at === -1, json, `field ${at + 1} to be ${order[at]}`, fields);
      }
      expect(names.some(isImported), json, "the caller's input as imported_*", names);
    },
  },
  {
    clause: 'R11',
    basis: ['D'],
    title: 'a requested field with nothing found is an empty string, and enrichment_source where nothing matched',
    needs: ['completed'],
    holds: async (api) => {
      const { json, records } = await completed(api);
      const requested = requestedOf(records);
      for (const record of records) {
        const none = requested.find((name) => record[name] === null || record[name] === undefined);
        expect(none === undefined, json, 'an empty string where nothing was found', none);
        const nothing = requested.length > 0 && requested.every((name) => record[name] === '');
        const source = record.enrichment_source;
        const isRight = typeof source === 'string' && !(nothing && source !== '');
        expect(isRight, json, 'enrichment_source as a text, empty where nothing matched', record);
      }
    },
  },
  {
    clause: 'R11',
    basis: ['D'],
    title: 'enrichment_status is enriched, partially_enriched or not_enriched',
    needs: ['completed'],
    holds: async (api) => {
      const { csv, columns, rows } = await completed(api);
      const at = columns.indexOf('enrichment_status');
      const values = [...new Set(rows.map((row) => row[at]))];
      const known = ['enriched', 'partially_enriched', 'not_enriched'];
      const others = values.filter((value) => !known.includes(value ?? ''));
      expect(others.length === 0, csv, `an enrichment_status of ${known.join(', ')}`, others);
    },
  },
  {
    clause: 'R12',
    basis: ['D'],
    title: 'internal fields are in neither format',
    needs: ['completed'],
    holds: async (api) => {
      for (const { json, names, csv, columns } of await served(api)) {
        expect(!names.some(isInternal), json, 'no internal field', names.filter(isInternal));
        expect(!columns.some(isInternal), csv, 'no internal column', columns.filter(isInternal));
      }
    },
  },
  {
    clause: 'R13',
    basis: ['D'],
    title: 'enrichment_status is in CSV alone',
    needs: ['completed'],
    holds: async (api) => {
      for (const { json, names, csv, columns } of await served(api)) {
        expect(!names.some(isCsvOnly), json, 'no enrichment_status', names);
        expect(columns.some(isCsvOnly), csv, 'a column enrichment_status', columns);
      }
    },
  },
  {
    clause: 'R17',
    basis: ['D', 'P'],
    title: 'a paused job serves the rows that are done, in both formats',
    needs: ['paused'],
    holds: async (api) => {
      const { json, records, csv, rows } = await both(api, api.job('paused'));
      expect(records.length > 0, json, 'the records that are done');
      const same = records.length === Math.min(rows.length, 200);
      expect(same, csv, `the ${records.length} records of JSON, of which a page has 200 at most`, rows.length);
    },
  },
  {
    clause: 'R17',
    basis: ['I'],
    title: 'total_records of a paused job counts the rows that are done',
    needs: ['paused'],
    holds: async (api) => {
      const { json, rows } = await both(api, api.job('paused'));
      const total = expectCount(json, 'total_records');
      expect(total === rows.length, json, `"total_records": ${rows.length}, as many as CSV has rows`, total);
    },
  },
  {
    clause: 'R18',
    basis: ['D'],
    title: 'no audit trail is in either format',
    needs: ['completed'],
    holds: async (api) => {
      for (const { json, csv, columns, rows } of await served(api)) {
        const key = auditKey.exec(json.text)?.[0];
        expect(key === undefined, json, 'no audit trail', key);
        const own = columns.map((name, index) => ({ name, index })).filter(({ name }) => !isImported(name));
        const named = own.find(({ name }) => auditKey.test(`"${name}":`));
        expect(named === undefined, csv, 'no audit trail', named?.name);
        const told = rows.find((row) => own.some(({ index }) => auditKey.test(row[index] ?? '')));
        expect(told === undefined, csv, 'no audit trail', told);
      }
    },
  },
  { clause: 'R19', title: 'imported_* are what the caller sent', skipped: 'it takes the input of the job' },
  {
    clause: 'R20',
    basis: ['D'],
    title: 'a record in which something was found has a source',
    needs: ['completed'],
    holds: async (api) => {
      const { json, records } = await completed(api);
      const requested = requestedOf(records);
      const without = records.find(
        (record) => record.enrichment_source === '' && requested.some((name) => record[name] !== ''),
      );
      expect(without === undefined, json, 'an enrichment_source where something was found', without);
    },
  },
  {
    clause: 'R20',
    basis: ['I'],
    title: 'a source is one of those that the page names',
    needs: ['completed'],
    holds: async (api) => {
      const { json, records } = await completed(api);
      const known: readonly unknown[] = ['', ...sources];
      const others = [...new Set(records.map((record) => record.enrichment_source))].filter(
        (source) => !known.includes(source),
      );
      expect(others.length === 0, json, `a source of ${sources.join(', ')}`, others);
    },
  },
  {
    clause: 'R21',
    title: 'emails are validated only where they are requested',
    skipped: 'the outcome of a validation is internal',
  },
  reversal('R22', 'name_match_status', 'matched', 'a row whose names do not match is not_enriched'),
  reversal('R23', 'still_in_company_status', 'current', 'a row whose contact has left the company is not_enriched'),
  {
    clause: 'R24',
    basis: ['I'],
    title: 'where the enriched contact has no name, the name match is skipped',
    needs: ['completed'],
    holds: async (api) => {
      const { json, records } = await completed(api);
      const nameless = records.filter(
        ({ first_name, last_name, name_match_status }) =>
          name_match_status !== undefined && first_name === '' && last_name === '',
      );
      if (nameless.length === 0) throw new Unaskable('no record with a name match lacks a name');
      const told = nameless.find(({ name_match_status }) => name_match_status !== 'skipped');
      expect(told === undefined, json, '"name_match_status": "skipped"', told);
    },
  },
];
