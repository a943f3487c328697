-- Who is asked for by a destination is found among the submissions, in pieces by arrival as the matters are (migration 7).
CREATE INDEX submission_person ON submission ((arrival / 8192), ordering_key);

-- A merge is about a second person, too: rare, so all of them are looked through.
CREATE INDEX submission_merge ON submission (arrival) WHERE workflow = 'identity-merge';

-- Which of its destination's workers has claimed a transfer, and until when; it stays here once it has lapsed.
ALTER TABLE transfer ADD COLUMN lease_holder TEXT;
ALTER TABLE transfer ADD COLUMN lease_until BIGINT;

CREATE INDEX transfer_leased ON transfer (owner, position) WHERE lease_until IS NOT NULL;

-- The coding with which a destination gave its reason, if it was not one of ours: system, a stroke and the code.
ALTER TABLE transfer ADD COLUMN reason_sent TEXT;
