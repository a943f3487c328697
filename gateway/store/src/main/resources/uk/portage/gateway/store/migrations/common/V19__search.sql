-- What operators search by: keyed hashes of control ids, of numbers of documents, visits and orders, and of identifiers of
-- persons; what each is of is part of what is hashed. In pieces by arrival, as the matters are (migration 7). What came
-- before has none.
CREATE TABLE submission_key (
  piece BIGINT NOT NULL,
  key ${bytes} NOT NULL,
  arrival BIGINT NOT NULL,
  PRIMARY KEY (piece, key, arrival)
) ${clustered};

-- Whose submissions came when.
CREATE INDEX submission_sender ON submission (sender, received_at, arrival);

-- Few, whatever the age of the ledger.
CREATE INDEX transfer_state_failed ON transfer_state (submission) WHERE status = 'TECHNICAL_FAILURE';
