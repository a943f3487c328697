-- Positions (outbox, mailbox, arrivals, parked) are drawn from one counter by the one writer.
CREATE TABLE writer (
  id SMALLINT NOT NULL PRIMARY KEY CHECK (id = 1),
  -- Raised by each process that takes over; the former one can commit no more.
  epoch BIGINT NOT NULL,
  position BIGINT NOT NULL
);

INSERT INTO writer (id, epoch, position) VALUES (1, 0, 0);

CREATE TABLE dedupe (
  key ${bytes} NOT NULL PRIMARY KEY,
  content ${bytes} NOT NULL
) ${clustered};

-- By arrival, so that what comes together lies together; ids are random.
CREATE TABLE submission (
  arrival ${key} NOT NULL PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  sender TEXT NOT NULL,
  channel TEXT NOT NULL,
  format TEXT NOT NULL,
  message_type TEXT NOT NULL,
  workflow TEXT NOT NULL,
  receiving_facility TEXT NOT NULL,
  event_time BIGINT,
  received_at BIGINT NOT NULL,
  test_record SMALLINT NOT NULL,
  ordering_key TEXT NOT NULL,
  content ${bytes} NOT NULL,
  size INTEGER NOT NULL,
  routed_at BIGINT
);

-- The bytes and their salt, apart from what is known of them: they are deleted together, the rest stays.
CREATE TABLE payload (
  arrival ${key} NOT NULL PRIMARY KEY REFERENCES submission (arrival),
  bytes ${bytes} NOT NULL,
  salt ${bytes} NOT NULL
);

CREATE TABLE bundle (
  submission TEXT NOT NULL PRIMARY KEY REFERENCES submission (id),
  bytes ${bytes} NOT NULL,
  hash ${bytes} NOT NULL
);

-- What the broker has still to get. Relayed rows are deleted; what is unfinished can be found without them.
CREATE TABLE outbox (
  position ${key} NOT NULL PRIMARY KEY,
  address TEXT NOT NULL,
  duplicate_id TEXT NOT NULL UNIQUE,
  ordering_key TEXT NOT NULL,
  submission TEXT NOT NULL,
  transfer TEXT
);

-- A transfer, and from its offer on an item of its owner's mailbox.
CREATE TABLE transfer (
  id TEXT NOT NULL PRIMARY KEY,
  started BIGINT NOT NULL,
  submission TEXT NOT NULL REFERENCES submission (id),
  sender TEXT NOT NULL,
  owner TEXT NOT NULL,
  workflow TEXT NOT NULL,
  cutoff_at BIGINT NOT NULL,
  position BIGINT,
  status TEXT,
  reason TEXT,
  version INTEGER NOT NULL,
  offered_at BIGINT,
  changed_at BIGINT
) ${clustered};

CREATE INDEX transfer_mailbox ON transfer (owner, status, position) WHERE position IS NOT NULL;

CREATE TABLE parked (
  submission TEXT NOT NULL PRIMARY KEY REFERENCES submission (id),
  ordering_key TEXT NOT NULL,
  position BIGINT NOT NULL,
  since BIGINT NOT NULL,
  -- 1 from the release until the submission is routed: those behind it still wait.
  released SMALLINT NOT NULL
);

CREATE INDEX parked_of_key ON parked (ordering_key, position);

CREATE TABLE caseload (
  person TEXT NOT NULL,
  owner TEXT NOT NULL,
  PRIMARY KEY (person, owner)
) ${clustered};

CREATE INDEX caseload_of_owner ON caseload (owner);
