-- What the seed and the fixtures fix: made once, then only read, by all accounts and by every mock of one process.
-- Times are milliseconds since 1970, UTC. `*_key` columns are folded text (fold.ts).

-- `position` is the order of S4: newest first, ties by UUID.
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
