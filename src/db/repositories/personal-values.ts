/** Some of the personal fields of a record or person, and the uuid if it has one. */
export type PersonalRow = Readonly<Record<string, unknown>>;

/**
 * A reference to the emails and phones in an answer. Disclosures are kept for a long time, and the values themselves would
 * take many times as much memory.
 */
export type Personal = {
  /** How many emails and phones there are. */
  values: number;
  /** How many people in the answer are unlocked. 0 for records, which are never masked. */
  unlocked: number;
  /** Whether it refers to seed data, which is never changed or deleted. */
  isPermanent: boolean;
  /** How many bytes of memory the reference takes in addition to a fixed size. */
  bytes: number;
  /** Reads the values. There are fewer of them if people or records were changed or deleted. */
  readRows: () => readonly PersonalRow[];
};

/** No email or phone. */
export const nothingPersonal: Personal = {
  values: 0,
  unlocked: 0,
  isPermanent: true,
  bytes: 0,
  readRows: () => [],
};
