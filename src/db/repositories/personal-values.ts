/** A row with some of the personal fields and, where it has one, its uuid. */
export type PersonalRow = Readonly<Record<string, unknown>>;

/**
 * The emails and phones in an answer. They are a reference to the people or records that have them: what an account was
 * shown is remembered for long, and the values themselves would take many times as much memory.
 */
export type Personal = {
  /** How many emails and phones there are. */
  values: number;
  /** How many people in the answer have something unlocked. 0 for records, which are never masked. */
  unlocked: number;
  /** Whether it refers to shared people or records, which are never changed or deleted. */
  isPermanent: boolean;
  /** How many bytes of memory the reference takes, besides a fixed size. */
  bytes: number;
  /** Reads the values; fewer once what they refer to is changed or deleted. */
  rows: () => readonly PersonalRow[];
};

/** No email or phone. */
export const nothingPersonal: Personal = {
  values: 0,
  unlocked: 0,
  isPermanent: true,
  bytes: 0,
  rows: () => [],
};
