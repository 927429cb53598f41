-- What the seed and the fixtures fix: made once, then only read, by all accounts and by every mock of one process.
-- Times are milliseconds since 1970, UTC. `*_key` columns are folded text (fold.ts).

-- `position` is the order of S4: newest first, ties by UUID.
CREATE TABLE people (
  position INTEGER PRIMARY KEY,
  PERSON_COLUMNS
) STRICT;
