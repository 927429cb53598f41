-- Records: in the seed database those of the fixtures' jobs, in the state those of jobs that a test makes.

-- A record set is written once and never changed, so that jobs of many accounts can share it. An id is never used again,
-- because a download may still read it. `is_deleted` marks a set whose records are still to be deleted.
CREATE TABLE record_sets (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  is_deleted INTEGER NOT NULL DEFAULT 0 CHECK (is_deleted IN (0, 1))
) STRICT;

-- `id` is the set and the position of the record in it (recordKey). `json` and `csv` are the texts that clients receive.
-- `personal` is a JSON object of the emails and phones of the record, and `personal_count` how many these are.
-- `mark` ends a row: SQLite reads the lost last page of a long row as zeros and reports no error.
CREATE TABLE records (
  id INTEGER PRIMARY KEY,
  json TEXT NOT NULL,
  csv TEXT NOT NULL,
  personal TEXT,
  personal_count INTEGER NOT NULL,
  mark TEXT NOT NULL DEFAULT 'end'
) STRICT;

-- Every public field of the records of a set, in the order of its first occurrence, and the position of the first record
-- that has it.
CREATE TABLE record_fields (
  record_set INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  name TEXT NOT NULL,
  first_position INTEGER NOT NULL,
  PRIMARY KEY (record_set, ordinal)
) STRICT, WITHOUT ROWID;
