-- Other keys under which records of the same person may stand, a space between them; and whether the record says so.
ALTER TABLE submission ADD COLUMN other_keys TEXT NOT NULL DEFAULT '';
ALTER TABLE submission ADD COLUMN changes_identity SMALLINT NOT NULL DEFAULT 0;

-- Which destinations were sent a record of which person, so that a merge reaches them all.
CREATE TABLE known_to (
  person TEXT NOT NULL,
  owner TEXT NOT NULL,
  PRIMARY KEY (person, owner)
) ${clustered};

INSERT INTO known_to (person, owner)
SELECT DISTINCT submission.ordering_key, transfer.owner
FROM transfer JOIN submission ON submission.id = transfer.submission;

-- The person before whom a merge must not go on.
ALTER TABLE parked ADD COLUMN waits_for TEXT;
