import { pointerTo } from '../json-pointer.ts';
import { generatedFields, isInternal, isRequestable, type StoredRecord, statusColumns } from './fields.ts';
import { shown } from './fixture-files.ts';
import type { JobFixture } from './fixture-schemas.ts';
import { recordFault } from './record-faults.ts';
import type { JobRules } from './record-rules.ts';
import { isCompleted, type JobStatus } from './vocabulary.ts';

/** What is wrong in one place of a job. */
export type JobFault = { pointer: string; expected: string; found: string };

/** Whether a name is a whole number. JavaScript puts such fields of an object before all others, against R11. */
const isWholeNumber = (name: string): boolean => /^(?:0|[1-9]\d*)$/.test(name);

/** How many different fields the records that are given for a job may have, internal ones not counted: each is a CSV column. */
const mostFields = 500;

/**
 * Makes what checks the records that are given for a job; it is to be called for each record in turn.
 * @param rules what no record may contradict; undefined for a job that serves them exactly as given
 * @returns what is wrong with a record, below the list of them
 */
export const recordCheck = (
  rules: JobRules | undefined,
): ((record: StoredRecord, index: number) => JobFault | undefined) => {
  const names = new Set<string>();
  return (record, index) => {
    for (const name of Object.keys(record)) {
      if (isWholeNumber(name)) {
        const expected = 'fields whose names are not whole numbers, which JavaScript would put before all others';
        return { pointer: `/${index}/${name}`, expected, found: shown(name) };
      }
      if (isInternal(name)) continue;
      names.add(name);
      if (names.size <= mostFields) continue;
      const expected = `at most ${mostFields} different fields in all records of a job together`;
      return { pointer: `/${index}`, expected, found: `${shown(name)} as one more` };
    }
    const fault = rules && recordFault(rules, record);
    return (
      fault && { pointer: `/${index}${pointerTo(fault.field)}`, expected: fault.expected, found: shown(fault.found) }
    );
  };
};

/** What is wrong with names in a list of fields that enrichment finds, such as the requested ones of a job. */
export const fieldNameFaults = (names: readonly string[]): JobFault[] =>
  [...names.entries()]
    .filter(([, name]) => !isRequestable(name) || isWholeNumber(name))
    .map(([index, name]) => ({
      pointer: `/${index}`,
      expected: `a field that enrichment finds: leave out imported_*, internal fields, whole numbers and ${statusColumns.join(', ')}`,
      found: shown(name),
    }));

/** How many records a job generates: some by default, so that a job without any of its own has results. */
export const generatedCount = ({
  generate,
  records,
}: Partial<Pick<JobFixture, 'generate'>> & { records?: unknown }): number =>
  generate ?? (records === undefined ? 10 : 0);

const timelineFaults = (timeline: NonNullable<JobFixture['timeline']>): JobFault[] => {
  const byPolls = timeline.some((step) => 'after_polls' in step);
  let last = 0;
  for (const [index, step] of timeline.entries()) {
    const at = 'after_ms' in step ? step.after_ms : step.after_polls;
    const mixed = 'after_polls' in step !== byPolls;
    if (mixed || at < last) {
      const expected = mixed
        ? 'all steps by after_ms or all by after_polls'
        : `a step not before the one ahead of it, ${last}`;
      return [{ pointer: `/timeline/${index}`, expected, found: shown(step) }];
    }
    last = at;
  }
  return [];
};

/**
 * What is wrong with a job whose fields are each as their schema says, one a place.
 * @param status before the first step of its timeline
 * @param given how many records it has, those to be generated not counted
 */
export const jobFaults = (
  job: Partial<Pick<JobFixture, 'fields_to_enrich' | 'records' | 'raw' | 'generate' | 'processed' | 'timeline'>>,
  status: JobStatus,
  given: number,
): JobFault[] => {
  const { fields_to_enrich = [], timeline = [] } = job;
  const generate = generatedCount(job);
  const total = given + generate;
  const { processed = total } = job;
  const isUnknown = (name: string): boolean => isRequestable(name) && !generatedFields.includes(name);
  const unknown = generate > 0 ? [...fields_to_enrich.entries()].filter(([, name]) => isUnknown(name)) : [];
  // Who has not asked for generated records needs to know where they come from.
  const others = job.generate === undefined ? ' (or "records", or "generate": 0)' : '';
  const faults = [
    ...fieldNameFaults(fields_to_enrich).map((fault) => ({ ...fault, pointer: `/fields_to_enrich${fault.pointer}` })),
    ...unknown.map(([index, name]) => ({
      pointer: `/fields_to_enrich/${index}`,
      expected: `a field that can be generated${others}: ${generatedFields.join(', ')}`,
      found: shown(name),
    })),
  ];
  if (job.raw !== undefined && job.records === undefined) {
    const expected = 'records, which raw is about, or no such key';
    faults.push({ pointer: '/raw', expected, found: 'none' });
  }
  faults.push(...timelineFaults(timeline));
  if (processed > total) {
    faults.push({ pointer: '/processed', expected: `at most the job's ${total} records`, found: shown(processed) });
  } else if (processed < total && isCompleted(status)) {
    const expected = `all ${total} records of a completed job, or no such key`;
    faults.push({ pointer: '/processed', expected, found: shown(processed) });
  }
  return faults;
};
