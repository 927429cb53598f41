import type { StoredRecord } from '../seed/fields.ts';

const internalFields: ReadonlySet<string> = new Set(['uuid', 'email_validation_status']);

/** R12, R18: whether a field is the pipeline's own and never leaves, in JSON or CSV. */
export const isInternal = (name: string): boolean => internalFields.has(name) || name.startsWith('_');

/** R13: in CSV alone. */
export const isCsvOnly = (name: string): boolean => name === 'enrichment_status';

/** A stored record as JSON shows it, its fields in stored order (R11–R13). */
export const jsonRecord = (record: StoredRecord): StoredRecord =>
  Object.fromEntries(Object.entries(record).filter(([name]) => !isInternal(name) && !isCsvOnly(name)));
