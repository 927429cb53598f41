import { isCsvOnly, isInternal, isPersonalValue, personalFields, type StoredRecord } from './record-fields.ts';

/** R11, R12: the names of the public fields of a record, in stored order. */
export const listPublicFields = (record: StoredRecord): string[] =>
  Object.keys(record).filter((name) => !isInternal(name));

/** Copies some fields of a record. If they are assigned in a loop, similar records have the same shape, which JSON.stringify needs to be fast. */
const pickFields = (record: StoredRecord, names: readonly string[]): StoredRecord => {
  const picked: StoredRecord = {};
  for (const name of names) picked[name] = record[name];
  return picked;
};

/**
 * R11–R13: a record as JSON shows it, with its fields in stored order.
 * @param publicFields its public fields; `__proto__` is not among them, because it is internal
 */
export const formatJsonRecord = (record: StoredRecord, publicFields: readonly string[]): string =>
  JSON.stringify(
    pickFields(
      record,
      publicFields.filter((name) => !isCsvOnly(name)),
    ),
  );

/** The emails and phones of a record with its uuid, as a JSON object, and their number. The JSON is null without any. */
export const formatPersonalValues = (record: StoredRecord): { json: string | null; count: number } => {
  const found = personalFields.filter((name) => Object.hasOwn(record, name) && isPersonalValue(record[name]));
  if (found.length === 0) return { json: null, count: 0 };
  const names = typeof record.uuid === 'string' ? ['uuid', ...found] : found;
  return { json: JSON.stringify(pickFields(record, names)), count: found.length };
};
