-- What a destination has asked for of its own history, and how far it is prepared.
CREATE TABLE export_job (
  id TEXT NOT NULL PRIMARY KEY,
  owner TEXT NOT NULL,
  -- The parameters as they were understood.
  query TEXT NOT NULL,
  types TEXT NOT NULL,
  since BIGINT,
  requested_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  -- Mailbox items up to this position are its matter, up to the next one prepared.
  last_position BIGINT NOT NULL,
  position BIGINT NOT NULL,
  prepared BIGINT NOT NULL,
  total BIGINT NOT NULL,
  ready SMALLINT NOT NULL
) ${clustered};

CREATE INDEX export_job_of_owner ON export_job (owner);

-- A slice of the mailbox: items after one position, up to another. Tasks change, so that theirs is kept as it was, in
-- gzip; bundles are found in the store.
CREATE TABLE export_file (
  job TEXT NOT NULL,
  number INTEGER NOT NULL,
  type TEXT NOT NULL,
  after_position BIGINT NOT NULL,
  last_position BIGINT NOT NULL,
  resources INTEGER NOT NULL,
  size BIGINT NOT NULL,
  content ${bytes},
  PRIMARY KEY (job, number)
);
