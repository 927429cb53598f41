-- What the seed and the fixtures fix: made once, then only read, by all accounts and by every mock of one process.
-- Times are milliseconds since 1970, UTC.

-- `head` is a person's result as JSON, up to what is unlocked (person-rows.ts). `position` is the order of S4: newest first, ties by UUID.
CREATE TABLE people (
  position INTEGER PRIMARY KEY,
  PERSON_COLUMNS
) STRICT;

-- What the filters of Search look at, column by column: the distinct values as a JSON array, and each person's code in
-- the order of their positions, as an array of `width` bytes each in this machine's byte order (columns.ts). `mark` ends
-- a row: of a row that goes on in further pages of the file, SQLite does not see that the last page was lost and reads as
-- zeros.
CREATE TABLE person_columns (
  name TEXT PRIMARY KEY,
  distinct_values TEXT NOT NULL,
  width INTEGER NOT NULL,
  codes BLOB NOT NULL,
  mark TEXT NOT NULL DEFAULT 'end'
) STRICT, WITHOUT ROWID;

-- Which record sets the jobs of the fixtures have, as JSON.
CREATE TABLE made_from (
  record_sets TEXT NOT NULL
) STRICT;
