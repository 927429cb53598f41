-- The state: accounts and everything that belongs to an account. Times are milliseconds since 1970, UTC.
-- Snapshots copy all tables except `meta`, `fault_ids` and `snapshot_names` (snapshot-repository.ts). Their column `account`
-- names the account that a row belongs to.

CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value ANY NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE accounts (
  account TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('live', 'test')),
  active INTEGER NOT NULL CHECK (active IN (0, 1)),
  credits INTEGER NOT NULL CHECK (credits >= 0),
  daily_quota INTEGER CHECK (daily_quota > 0),
  quota_day INTEGER NOT NULL DEFAULT 0,
  quota_used INTEGER NOT NULL DEFAULT 0,
  -- The account's clock is ahead of the machine's clock by the offset, or frozen at one time.
  clock_offset INTEGER NOT NULL DEFAULT 0,
  clock_frozen_at INTEGER,
  -- Whether Search finds only the account's own people.
  own_people INTEGER NOT NULL DEFAULT 0 CHECK (own_people IN (0, 1)),
  -- Kinds of findings that calls of the account never have, as a JSON array.
  mute_findings TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE tokens (
  token TEXT PRIMARY KEY,
  account TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('valid', 'expired', 'revoked'))
) STRICT, WITHOUT ROWID;

CREATE TABLE unlocks (
  account TEXT NOT NULL,
  uuid TEXT NOT NULL,
  email INTEGER NOT NULL CHECK (email IN (0, 1)),
  phone INTEGER NOT NULL CHECK (phone IN (0, 1)),
  PRIMARY KEY (account, uuid)
) STRICT, WITHOUT ROWID;

CREATE TABLE jobs (
  account TEXT NOT NULL,
  job_id TEXT NOT NULL,
  category TEXT NOT NULL CHECK (category IN ('contact', 'account')),
  tier TEXT NOT NULL CHECK (tier IN ('quick', 'standard', 'pro')),
  status TEXT NOT NULL,
  fields_to_enrich TEXT NOT NULL,
  -- Whether the record set is in the seed database. Otherwise it is in this one.
  shared INTEGER NOT NULL CHECK (shared IN (0, 1)),
  record_set INTEGER NOT NULL,
  size INTEGER NOT NULL,
  processed INTEGER NOT NULL CHECK (processed >= 0 AND processed <= size),
  submitted_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  -- The steps of the job from `submitted_at` on as JSON (job-state.ts), and how many times the client has polled the job.
  timeline TEXT,
  polls INTEGER NOT NULL DEFAULT 0,
  -- Records that were done before the timeline began.
  base INTEGER NOT NULL DEFAULT 0,
  -- The position in the timeline at which the client paused the job; null if it is not paused.
  paused_at INTEGER,
  PRIMARY KEY (account, job_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE own_people (
  account TEXT NOT NULL,
  position INTEGER NOT NULL,
  PERSON_COLUMNS,
  -- The values of all filters of Search as a JSON array.
  filters TEXT NOT NULL,
  PRIMARY KEY (account, position)
) STRICT, WITHOUT ROWID;

-- `account` is empty for faults that apply to callers without an account.
CREATE TABLE faults (
  account TEXT NOT NULL,
  id INTEGER NOT NULL,
  definition TEXT NOT NULL,
  seen INTEGER NOT NULL DEFAULT 0,
  fired INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (account, id)
) STRICT, WITHOUT ROWID;

-- The last fault id of each account. Snapshots do not copy it, so that no id is used twice.
CREATE TABLE fault_ids (
  account TEXT PRIMARY KEY,
  last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE snapshot_names (
  name TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- All changes of the credits of an account. The sum of the amounts is `accounts.credits`.
CREATE TABLE ledger (
  account TEXT NOT NULL,
  id INTEGER NOT NULL,
  at INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  reason TEXT NOT NULL,
  request TEXT,
  PRIMARY KEY (account, id)
) STRICT, WITHOUT ROWID;
