import type { PersonFixture } from '../fixtures/load/fixture-schemas.ts';

/** The newest generated person is this old; those before are older by chance. Named people are newer. */
export const referenceTime = Date.parse('2026-05-01T00:00:00Z');

/** A person with all that is on file. */
export type Person = Required<Omit<PersonFixture, 'created_at'>> & { created_at: number };

/** The order of S4. */
export const newestFirst = (a: Pick<Person, 'created_at' | 'uuid'>, b: Pick<Person, 'created_at' | 'uuid'>): number =>
  b.created_at - a.created_at || (a.uuid < b.uuid ? -1 : 1);

/** A person without what every upload has of its own. */
export type PersonValues = Omit<Person, 'uuid' | 'created_at'>;
