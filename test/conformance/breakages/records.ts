import { unknownJobId } from '../../../src/conformance/api-client.ts';
import {
  allOf,
  type Breakage,
  changeBody,
  changeColumns,
  changeCsv,
  changeResponse,
  changeRows,
  isCsv,
  isJson,
  isResultsOf,
  respondWith,
  reverseKeys,
  urlHas,
} from '../broken-server.ts';

const nothingFound = (row: { first_name: string }): boolean => row.first_name === '';

/** A field that no response may have, in the responses about a paused job. */
const ofPaused = (clause: 'R12' | 'R13' | 'R18', name: string): Breakage[] => [
  [
    clause,
    `JSON of a paused job has ${name}`,
    changeResponse(
      allOf(isResultsOf('paused'), urlHas('page_size')),
      changeRows((row) => ({ ...row, [name]: 'x' })),
    ),
  ],
  [
    clause,
    `CSV of a paused job has ${name}`,
    changeResponse(
      allOf(isResultsOf('paused'), urlHas('csv')),
      changeColumns((names) => [...names, name]),
    ),
  ],
];

/** Changes the rows of a CSV with this outcome of a check to enriched. */
const markEnriched = (check: string, outcome: string) =>
  changeCsv(([header = [], ...rows]) => [
    header,
    ...rows.map((row) =>
      row[header.indexOf(check)] === outcome ? row.with(header.indexOf('enrichment_status'), 'enriched') : row,
    ),
  ]);

/** Breakages of R11–R24: the records, in JSON and in CSV. */
export const recordsBreakages: readonly Breakage[] = [
  ['R11', 'the fields have another order', changeResponse(isJson, reverseKeys)],
  [
    'R11',
    'a field that was not found is null',
    changeResponse(
      isJson,
      changeRows((row) => ({ ...row, job_title: row.job_title || null })),
    ),
  ],
  [
    'R11',
    'a field that was not found is missing',
    changeResponse(
      isJson,
      changeRows((row) => Object.fromEntries(Object.entries(row).filter((field) => field.join() !== 'job_title,'))),
    ),
  ],
  [
    'R11',
    'a field that was not found comes last',
    changeResponse(
      isJson,
      changeRows((row) => {
        const { job_title, ...others } = row;
        return job_title === '' ? { ...others, job_title } : row;
      }),
    ),
  ],
  [
    'R11',
    'a record has a source although nothing matched',
    changeResponse(
      isJson,
      changeRows((row) => ({ ...row, ...(nothingFound(row) && { enrichment_source: 'datacore' }) })),
    ),
  ],
  [
    'R11',
    'a record has only one of the two checks',
    changeResponse(
      isJson,
      changeRows(({ name_match_status: _, ...row }) => row),
    ),
  ],
  [
    'R11',
    'a record has no input fields',
    changeResponse(
      isJson,
      changeRows((row) => Object.fromEntries(Object.entries(row).filter(([name]) => !name.startsWith('imported_')))),
    ),
  ],
  [
    'R11',
    'enrichment_status has an unknown value',
    changeResponse(isCsv, (response) => ({ ...response, text: response.text.replaceAll(',enriched,', ',done,') })),
  ],
  [
    'R12',
    'JSON has _credits_charged',
    changeResponse(
      isJson,
      changeRows((row) => ({ ...row, _credits_charged: 1 })),
    ),
  ],
  [
    'R12',
    'JSON has uuid',
    changeResponse(
      isJson,
      changeRows((row) => ({ uuid: unknownJobId, ...row })),
    ),
  ],
  [
    'R12',
    'CSV has email_validation_status',
    changeResponse(
      isCsv,
      changeColumns((names) => [...names, 'email_validation_status']),
    ),
  ],
  ...ofPaused('R12', '_originals'),
  ...ofPaused('R13', 'enrichment_status').slice(0, 1),
  ...ofPaused('R18', 'audit_trail'),
  [
    'R13',
    'JSON has enrichment_status',
    changeResponse(
      isJson,
      changeRows((row) => ({ ...row, enrichment_status: 'enriched' })),
    ),
  ],
  [
    'R13',
    'CSV has no enrichment_status',
    changeResponse(
      isCsv,
      changeColumns((names) => names.filter((name) => name !== 'enrichment_status')),
    ),
  ],
  [
    'R14',
    'imported_* columns have the stored order',
    changeResponse(
      isCsv,
      changeColumns(([company, first, last, ...names]) => [first, last, company, ...names] as string[]),
    ),
  ],
  [
    'R14',
    'imported_* columns come last',
    changeResponse(
      isCsv,
      changeColumns((names) => [...names.slice(3), ...names.slice(0, 3)]),
    ),
  ],
  [
    'R14',
    'contact columns come before account columns',
    changeResponse(
      isCsv,
      changeColumns((names) => [...names, 'company_name']),
    ),
  ],
  [
    'R14',
    'a field has no column',
    changeResponse(
      isCsv,
      changeColumns((names) => names.filter((name) => name !== 'still_in_company_status')),
    ),
  ],
  [
    'R14',
    'an imported_* field has no column',
    changeResponse(
      isCsv,
      changeColumns((names) => names.slice(1)),
    ),
  ],
  [
    'R14',
    'a field has two columns',
    changeResponse(
      isCsv,
      changeColumns((names) => names.flatMap((name) => (name === 'still_in_company_status' ? [name, name] : [name]))),
    ),
  ],
  [
    'R14',
    'a field that the first record lacks has no column',
    changeResponse(
      isJson,
      changeBody((page) => ({
        ...page,
        data: page.data.map((row: object, index: number) => (index === 0 ? row : { imported_late: 'x', ...row })),
      })),
    ),
  ],
  [
    'R17',
    'a paused job is not ready',
    changeResponse(isResultsOf('paused'), respondWith(400, { error: 'Results not ready.' })),
  ],
  [
    'R17',
    'the CSV of a paused job has no rows',
    changeResponse(
      allOf(isResultsOf('paused'), urlHas('csv')),
      changeCsv((rows) => rows.slice(0, 1)),
    ),
  ],
  [
    'R17',
    'the JSON of a paused job has no rows',
    changeResponse(
      allOf(isResultsOf('paused'), urlHas('page_size')),
      changeBody((page) => ({ ...page, data: [] })),
    ),
  ],
  [
    'R18',
    'JSON has an audit trail',
    changeResponse(
      isJson,
      changeRows((row) => ({ ...row, trail: [{ service: 'x', skipped_reason: null }] })),
    ),
  ],
  [
    'R18',
    'CSV has an audit trail in a cell',
    changeResponse(
      isCsv,
      changeColumns((names) => [...names, 'trail'], '[{"service":"x","skipped_reason":null}]'),
    ),
  ],
  [
    'R18',
    'CSV has a column for the audit trail',
    changeResponse(
      isCsv,
      changeColumns((names) => [...names, 'audit_trail']),
    ),
  ],
  [
    'R20',
    'a record has no source although something was found',
    changeResponse(
      isJson,
      changeRows((row) => ({ ...row, enrichment_source: '' })),
    ),
  ],
  [
    'R22',
    'a row with a name mismatch is enriched',
    changeResponse(isCsv, markEnriched('name_match_status', 'mismatched')),
  ],
  [
    'R23',
    'a row whose contact has left the company is enriched',
    changeResponse(isCsv, markEnriched('still_in_company_status', 'left')),
  ],
];
