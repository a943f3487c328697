-- What operators have ordered to go the road once more, and how far it is. The selection says no identifier.
CREATE TABLE replay (
  id TEXT NOT NULL PRIMARY KEY,
  reason TEXT NOT NULL,
  -- The operator's organisation.
  ordered_by TEXT NOT NULL,
  ordered_at BIGINT NOT NULL,
  selection TEXT NOT NULL,
  per_second INTEGER NOT NULL,
  state TEXT NOT NULL,
  ended_at BIGINT,
  total INTEGER NOT NULL,
  replayed INTEGER NOT NULL,
  left_out INTEGER NOT NULL
) ${clustered};

CREATE INDEX replay_running ON replay (ordered_at) WHERE state = 'RUNNING';

-- The submissions as they were chosen; those without an outcome are still to go.
CREATE TABLE replay_item (
  replay TEXT NOT NULL,
  arrival BIGINT NOT NULL,
  submission TEXT NOT NULL,
  outcome TEXT,
  PRIMARY KEY (replay, arrival)
) ${clustered};

CREATE INDEX replay_item_waiting ON replay_item (replay, arrival) WHERE outcome IS NULL;
