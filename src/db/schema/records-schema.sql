-- Records, in the shared database for the jobs of the fixtures, in the state for those that a test makes.

-- A record set is written once and never changed, so that jobs of many accounts can share it. An id is never used again:
-- a download may still name it. The records of a set that is `gone` are yet to be deleted.
CREATE TABLE record_sets (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  gone INTEGER NOT NULL DEFAULT 0 CHECK (gone IN (0, 1))
) STRICT;

-- Records as they leave, some in a row (record-blocks.ts): a page or a slice of a download is read at once. `id` is the
-- set and the position of the first of them (recordKey).
CREATE TABLE record_blocks (
  id INTEGER PRIMARY KEY,
  ends BLOB NOT NULL,
  personal TEXT NOT NULL,
  csv BLOB NOT NULL,
  json BLOB NOT NULL
) STRICT;

-- Every public field of a record set's records, in the order in which they first show, with the record that shows it first.
CREATE TABLE record_fields (
  record_set INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  name TEXT NOT NULL,
  first_position INTEGER NOT NULL,
  PRIMARY KEY (record_set, ordinal)
) STRICT, WITHOUT ROWID;
