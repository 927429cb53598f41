-- All state of one mock. Times are milliseconds since 1970, UTC. A name in `*_key` columns is folded text (fold.ts).

CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value ANY NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE accounts (
  name TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('live', 'test')),
  active INTEGER NOT NULL CHECK (active IN (0, 1)),
  credits INTEGER NOT NULL CHECK (credits >= 0),
  daily_quota INTEGER CHECK (daily_quota > 0),
  quota_day INTEGER NOT NULL DEFAULT 0,
  quota_used INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE tokens (
  token TEXT PRIMARY KEY,
  account TEXT NOT NULL REFERENCES accounts (name) ON DELETE CASCADE,
  state TEXT NOT NULL CHECK (state IN ('valid', 'expired', 'revoked'))
) STRICT, WITHOUT ROWID;

-- Shared by all accounts and read only. `position` is the order of S4: newest first, ties by UUID.
CREATE TABLE people (
  position INTEGER PRIMARY KEY,
  uuid TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  first_name TEXT,
  last_name TEXT,
  company_name TEXT,
  job_title TEXT,
  job_level TEXT,
  industry TEXT,
  contact_linkedin_url TEXT,
  contact_email TEXT,
  contact_direct_phone TEXT,
  contact_mobile_phone TEXT,
  company_name_key TEXT,
  job_title_key TEXT,
  job_level_key TEXT,
  industry_key TEXT,
  contact_office_country_key TEXT,
  employee_range_key TEXT,
  revenue_range_key TEXT
) STRICT;

CREATE TABLE unlocks (
  account TEXT NOT NULL REFERENCES accounts (name) ON DELETE CASCADE,
  uuid TEXT NOT NULL,
  email INTEGER NOT NULL CHECK (email IN (0, 1)),
  phone INTEGER NOT NULL CHECK (phone IN (0, 1)),
  PRIMARY KEY (account, uuid)
) STRICT, WITHOUT ROWID;

-- A record set is written once and never changed, so that jobs of many accounts can share it.
-- Its records are those with the ids from `first_record` on, as many as its size.
CREATE TABLE record_sets (
  id INTEGER PRIMARY KEY,
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
  record_set INTEGER NOT NULL REFERENCES record_sets (id) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  name TEXT NOT NULL,
  first_position INTEGER NOT NULL,
  PRIMARY KEY (record_set, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE jobs (
  account TEXT NOT NULL REFERENCES accounts (name) ON DELETE CASCADE,
  job_id TEXT NOT NULL,
  category TEXT NOT NULL CHECK (category IN ('contact', 'account')),
  tier TEXT NOT NULL CHECK (tier IN ('quick', 'standard', 'pro')),
  status TEXT NOT NULL,
  fields_to_enrich TEXT NOT NULL,
  record_set INTEGER NOT NULL REFERENCES record_sets (id),
  processed INTEGER NOT NULL CHECK (processed >= 0),
  submitted_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (account, job_id)
) STRICT, WITHOUT ROWID;
