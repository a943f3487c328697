-- What is still to be routed and to be offered: small, whatever the age of the store. The outbox is filled from them
-- when the broker has lost its directory.
CREATE INDEX submission_unrouted ON submission (arrival) WHERE routed_at IS NULL;

CREATE INDEX transfer_unoffered ON transfer (started) WHERE position IS NULL;
