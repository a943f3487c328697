-- Times are milliseconds since 1970 in UTC. Ids are UUIDs as text.

-- The ledger: append-only. canonical is the entry itself (RFC 8785); the other columns follow from it.
CREATE TABLE entry (
  sequence ${key} NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  -- The submission the entry is about; without one, its transfer.
  subject TEXT,
  canonical TEXT NOT NULL,
  leaf_hash ${bytes} NOT NULL
);

CREATE INDEX entry_of_subject ON entry (subject);

-- The fold over a transfer's entries, kept with them.
CREATE TABLE transfer_state (
  transfer TEXT NOT NULL PRIMARY KEY,
  submission TEXT,
  sender TEXT,
  recipient TEXT,
  workflow TEXT NOT NULL,
  format TEXT NOT NULL,
  target_ms BIGINT NOT NULL,
  cutoff_ms BIGINT NOT NULL,
  started_at BIGINT NOT NULL,
  started_by_source SMALLINT NOT NULL,
  routed_at BIGINT,
  offered_at BIGINT,
  collected_at BIGINT,
  acknowledged_at BIGINT,
  restated_at BIGINT,
  code TEXT,
  reason TEXT,
  exclusion TEXT,
  losses TEXT NOT NULL,
  right_person SMALLINT NOT NULL,
  valid SMALLINT NOT NULL,
  status TEXT NOT NULL,
  cutoff_at BIGINT NOT NULL
) ${clustered};

CREATE INDEX transfer_state_open ON transfer_state (cutoff_at) WHERE status = 'OPEN';

-- Counts of transfers, changed in the transaction of the entries they count. Empty text stands for none.
CREATE TABLE rollup (
  day TEXT NOT NULL,
  sender TEXT NOT NULL,
  recipient TEXT NOT NULL,
  workflow TEXT NOT NULL,
  format TEXT NOT NULL,
  measure TEXT NOT NULL,
  detail TEXT NOT NULL,
  amount BIGINT NOT NULL,
  PRIMARY KEY (day, sender, recipient, workflow, format, measure, detail)
) ${clustered};
