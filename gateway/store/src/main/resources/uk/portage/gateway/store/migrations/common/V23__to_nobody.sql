-- What went to nobody, from the index alone: that a failure has no recipient stood only in the rows, each of which lies in a
-- place of its own. The last two columns are the same in all of it; without them SQLite would look into the rows again.
DROP INDEX transfer_state_failed;

CREATE INDEX transfer_state_to_nobody ON transfer_state (submission, status, recipient)
  WHERE status = 'TECHNICAL_FAILURE' AND recipient IS NULL;
