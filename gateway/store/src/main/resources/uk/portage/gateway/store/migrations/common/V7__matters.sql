-- What a submission is about beside its person: a keyed hash of the number of the visit, result or order; and what it
-- does to earlier submissions of the same: empty if nothing, else CANCELS or CORRECTS and the types of these.
ALTER TABLE submission ADD COLUMN matter ${bytes};
ALTER TABLE submission ADD COLUMN replaces TEXT NOT NULL DEFAULT '';

-- Hashes come in no order. In pieces by arrival, what is written lies together in the newest piece, whatever the age of
-- the store; whoever asks, which is rare, asks each piece.
CREATE INDEX submission_matter ON submission ((arrival / 8192), matter) WHERE matter IS NOT NULL;

-- The transfer of the same owner that this one cancels or corrects, and the one that cancels or corrects this one.
ALTER TABLE transfer ADD COLUMN replaces_as TEXT;
ALTER TABLE transfer ADD COLUMN replaces TEXT;
ALTER TABLE transfer ADD COLUMN replaced_as TEXT;
ALTER TABLE transfer ADD COLUMN replaced_by TEXT;
