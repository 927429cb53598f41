import type { ClauseId } from '../../domain/clauses.ts';
import {
  contactCheckColumns,
  enrichmentSources,
  enrichmentStatuses,
  isCsvOnly,
  isImported,
  isInternal,
} from '../documented-values.ts';
import { expect, expectCount, Skipped } from '../expectations.ts';
import { fetchCompletedResults, fetchResults, fetchServedResults } from '../job-results.ts';
import type { Probe, SkippedProbe } from '../probe.ts';

/** The fields after the caller's input and the requested fields (R11). Only fields outside the clause may follow (R14). */
const trailingFields = ['enrichment_source', ...contactCheckColumns];

/** The requested fields: every record has them before enrichment_source, so the first record shows them (R11). */
const listRequestedFields = (records: readonly object[]): string[] => {
  const fields = Object.keys(records[0] ?? {});
  const end = fields.indexOf('enrichment_source');
  return fields.slice(0, Math.max(0, end)).filter((name) => !isImported(name) && !trailingFields.includes(name));
};

/** A key, at any depth, that only an audit trail has (R18). */
const auditKey = /"(?!imported_)\w*(?:audit|skipped_reason)\w*"\s*:/i;

/** Checks that a row is not_enriched if a check of its contact did not pass (R22, R23), whatever its outcome is called. */
const createFailedCheckProbe = (clause: ClauseId, column: string, passed: string, title: string): Probe => ({
  clause,
  basis: ['D'],
  title,
  neededJobs: ['completed'],
  run: async (api) => {
    const { csv, columns, rows } = await fetchCompletedResults(api);
    const [checkIndex, statusIndex] = [columns.indexOf(column), columns.indexOf('enrichment_status')];
    const passing = [passed, 'skipped', ''];
    const failed = checkIndex === -1 ? [] : rows.filter((row) => !passing.includes(row[checkIndex] ?? ''));
    if (failed.length === 0) throw new Skipped(`no row has a ${column} that did not pass`);
    const wrong = failed.find((row) => row[statusIndex] !== 'not_enriched');
    expect(wrong === undefined, csv, `not_enriched if ${column} is ${wrong?.[checkIndex]}`, wrong?.[statusIndex]);
  },
});

const fieldProbes: readonly Probe[] = [
  {
    clause: 'R11',
    basis: ['D'],
    title: 'a record has the input, then the requested fields, then enrichment_source and the two checks',
    neededJobs: ['completed'],
    run: async (api) => {
      const { json, records, fieldNames } = await fetchCompletedResults(api);
      const requested = listRequestedFields(records);
      const hasChecks = contactCheckColumns.some((name) => fieldNames.includes(name));
      const trailing = hasChecks ? trailingFields : trailingFields.slice(0, 1);
      for (const record of records) {
        const fields = Object.keys(record);
        const expected = [...fields.filter(isImported), ...requested, ...trailing];
        const wrong = expected.findIndex((name, index) => fields[index] !== name);
        expect(wrong === -1, json, `field ${wrong + 1} to be ${expected[wrong]}`, fields);
      }
      expect(fieldNames.some(isImported), json, "the caller's input as imported_*", fieldNames);
    },
  },
  {
    clause: 'R11',
    basis: ['D'],
    title: 'a requested field is an empty string if nothing was found, and so is enrichment_source if nothing matched',
    neededJobs: ['completed'],
    run: async (api) => {
      const { json, records } = await fetchCompletedResults(api);
      const requested = listRequestedFields(records);
      for (const record of records) {
        const missing = requested.find((name) => record[name] === null || record[name] === undefined);
        expect(missing === undefined, json, 'an empty string if nothing was found', missing);
        const isEmpty = requested.length > 0 && requested.every((name) => record[name] === '');
        const source = record.enrichment_source;
        const isRight = typeof source === 'string' && !(isEmpty && source !== '');
        expect(isRight, json, 'enrichment_source as a string, empty if nothing matched', record);
      }
    },
  },
  {
    clause: 'R11',
    basis: ['D'],
    title: 'enrichment_status is enriched, partially_enriched or not_enriched',
    neededJobs: ['completed'],
    run: async (api) => {
      const { csv, columns, rows } = await fetchCompletedResults(api);
      const column = columns.indexOf('enrichment_status');
      const values = [...new Set(rows.map((row) => row[column] ?? ''))];
      const unknown = values.filter((value) => !enrichmentStatuses.includes(value));
      expect(unknown.length === 0, csv, `an enrichment_status of ${enrichmentStatuses.join(', ')}`, unknown);
    },
  },
  {
    clause: 'R12',
    basis: ['D'],
    title: 'neither format has internal fields',
    neededJobs: ['completed'],
    run: async (api) => {
      for (const { json, fieldNames, csv, columns } of await fetchServedResults(api)) {
        expect(!fieldNames.some(isInternal), json, 'no internal field', fieldNames.filter(isInternal));
        expect(!columns.some(isInternal), csv, 'no internal column', columns.filter(isInternal));
      }
    },
  },
  {
    clause: 'R13',
    basis: ['D'],
    title: 'only CSV has enrichment_status',
    neededJobs: ['completed'],
    run: async (api) => {
      for (const { json, fieldNames, csv, columns } of await fetchServedResults(api)) {
        expect(!fieldNames.some(isCsvOnly), json, 'no enrichment_status', fieldNames);
        expect(columns.some(isCsvOnly), csv, 'a column enrichment_status', columns);
      }
    },
  },
];

const pausedJobProbes: readonly Probe[] = [
  {
    clause: 'R17',
    basis: ['D', 'P'],
    title: 'a paused job serves its finished rows in both formats',
    neededJobs: ['paused'],
    run: async (api) => {
      const { json, records, csv, rows } = await fetchResults(api, api.jobId('paused'));
      expect(records.length > 0, json, 'the finished records');
      const isSame = records.length === Math.min(rows.length, 200);
      expect(isSame, csv, `the ${records.length} records of JSON, which has at most 200 on a page`, rows.length);
    },
  },
  {
    clause: 'R17',
    basis: ['I'],
    title: 'total_records of a paused job counts the finished rows',
    neededJobs: ['paused'],
    run: async (api) => {
      const { json, rows } = await fetchResults(api, api.jobId('paused'));
      const total = expectCount(json, 'total_records');
      expect(total === rows.length, json, `"total_records": ${rows.length}, the number of CSV rows`, total);
    },
  },
];

const auditTrailProbe: Probe = {
  clause: 'R18',
  basis: ['D'],
  title: 'neither format has an audit trail',
  neededJobs: ['completed'],
  run: async (api) => {
    for (const { json, csv, columns, rows } of await fetchServedResults(api)) {
      const key = auditKey.exec(json.text)?.[0];
      expect(key === undefined, json, 'no audit trail', key);
      const ownColumns = columns.map((name, index) => ({ name, index })).filter(({ name }) => !isImported(name));
      const auditColumn = ownColumns.find(({ name }) => auditKey.test(`"${name}":`));
      expect(auditColumn === undefined, csv, 'no audit trail', auditColumn?.name);
      const auditRow = rows.find((row) => ownColumns.some(({ index }) => auditKey.test(row[index] ?? '')));
      expect(auditRow === undefined, csv, 'no audit trail', auditRow);
    }
  },
};

const outcomeProbes: readonly (Probe | SkippedProbe)[] = [
  {
    clause: 'R19',
    title: 'imported_* fields are the input of the caller',
    skipReason: 'it takes the input of the job',
  },
  {
    clause: 'R20',
    basis: ['D'],
    title: 'a record has a source if something was found',
    neededJobs: ['completed'],
    run: async (api) => {
      const { json, records } = await fetchCompletedResults(api);
      const requested = listRequestedFields(records);
      const wrong = records.find(
        (record) => record.enrichment_source === '' && requested.some((name) => record[name] !== ''),
      );
      expect(wrong === undefined, json, 'an enrichment_source if something was found', wrong);
    },
  },
  {
    clause: 'R20',
    basis: ['I'],
    title: "a source is one of those on the vendor's page",
    neededJobs: ['completed'],
    run: async (api) => {
      const { json, records } = await fetchCompletedResults(api);
      const known: readonly unknown[] = ['', ...enrichmentSources];
      const sources = [...new Set(records.map((record) => record.enrichment_source))];
      const unknown = sources.filter((source) => !known.includes(source));
      expect(unknown.length === 0, json, `a source of ${enrichmentSources.join(', ')}`, unknown);
    },
  },
  {
    clause: 'R21',
    title: 'emails are validated only if they are requested',
    skipReason: 'the outcome of a validation is internal',
  },
  createFailedCheckProbe('R22', 'name_match_status', 'matched', 'a row whose names do not match is not_enriched'),
  createFailedCheckProbe(
    'R23',
    'still_in_company_status',
    'current',
    'a row whose contact has left the company is not_enriched',
  ),
  {
    clause: 'R24',
    basis: ['I'],
    title: 'the name match is skipped if the enriched contact has no name',
    neededJobs: ['completed'],
    run: async (api) => {
      const { json, records } = await fetchCompletedResults(api);
      const nameless = records.filter(
        ({ first_name, last_name, name_match_status }) =>
          name_match_status !== undefined && first_name === '' && last_name === '',
      );
      if (nameless.length === 0) throw new Skipped('no record with a name match lacks a name');
      const wrong = nameless.find(({ name_match_status }) => name_match_status !== 'skipped');
      expect(wrong === undefined, json, '"name_match_status": "skipped"', wrong);
    },
  },
];

/** The contents of records, in JSON and in CSV: R11–R13 and R17–R24. */
export const recordProbes: readonly (Probe | SkippedProbe)[] = [
  ...fieldProbes,
  ...pausedJobProbes,
  auditTrailProbe,
  ...outcomeProbes,
];
