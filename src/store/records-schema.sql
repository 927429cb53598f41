-- Records, in the shared database for the jobs of the fixtures, in the state for those that a test makes.

-- A record set is written once and never changed, so that jobs of many accounts can share it. Its records are those
-- with the ids from `first_record` on, as many as its size. An id is never used again: a download may still name it.
CREATE TABLE record_sets (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  first_record INTEGER NOT NULL,
  size INTEGER NOT NULL
) STRICT;

-- `fields` is the whole internal record as a JSON object; what may leave is decided on the way out (R12).
CREATE TABLE records (
  id INTEGER PRIMARY KEY,
  fields TEXT NOT NULL
) STRICT;

-- Every field of a record set's records, in the order in which they first show, with the record that shows it first.
CREATE TABLE record_fields (
  record_set INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  name TEXT NOT NULL,
  first_position INTEGER NOT NULL,
  PRIMARY KEY (record_set, ordinal)
) STRICT, WITHOUT ROWID;
