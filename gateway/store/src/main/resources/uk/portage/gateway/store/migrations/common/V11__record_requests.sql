-- What destinations have asked organisations for.
CREATE TABLE record_request (
  id TEXT NOT NULL PRIMARY KEY,
  requester TEXT NOT NULL,
  source TEXT NOT NULL,
  -- The key of the person, as in the caseloads.
  person TEXT NOT NULL,
  -- The person's NHS number, without which nobody can be asked; null as soon as the request has ended.
  nhs_number TEXT,
  state TEXT NOT NULL,
  -- Why it ended without a record or, while it is open, why the last attempt failed.
  code TEXT,
  -- What its answer is or would be.
  submission TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  version INTEGER NOT NULL,
  due_at BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL
) ${clustered};

CREATE UNIQUE INDEX record_request_open ON record_request (requester, source, person) WHERE nhs_number IS NOT NULL;
CREATE INDEX record_request_due ON record_request (source, due_at) WHERE nhs_number IS NOT NULL;

-- 0 if nothing in the record asks that it be withheld from anybody: who sent it may then be told to other destinations
-- that care for the person. Of what was routed before, nobody knows.
ALTER TABLE submission ADD COLUMN discreet SMALLINT NOT NULL DEFAULT 1;
