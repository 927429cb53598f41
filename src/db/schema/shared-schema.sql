-- The seed data, which the random seed and the fixtures determine. It is written once, and then only read by all accounts
-- and by all mocks of one process.
-- Times are milliseconds since 1970, UTC.

-- `public_part` is the result of a person as JSON, up to the fields that can be unlocked (formatPublicPart in domain/masking.ts). `position` is the order
-- of S4: newest first, people of the same time by UUID.
CREATE TABLE people (
  position INTEGER PRIMARY KEY,
  PERSON_COLUMNS
) STRICT;

-- The values of each filter of Search: the distinct values as a JSON array, and one code per person in the order of
-- positions, each of `width` bytes in the byte order of this machine (posting-lists.ts). `mark` ends a row: SQLite reads the
-- lost last page of a long row as zeros and reports no error.
CREATE TABLE person_columns (
  name TEXT PRIMARY KEY,
  distinct_values TEXT NOT NULL,
  width INTEGER NOT NULL,
  codes BLOB NOT NULL,
  mark TEXT NOT NULL DEFAULT 'end'
) STRICT, WITHOUT ROWID;

-- The record sets of the fixtures' jobs as JSON.
CREATE TABLE made_from (
  record_sets TEXT NOT NULL
) STRICT;
