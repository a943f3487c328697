-- A bundle of which parts are withheld, for the destinations that are not given the whole one.
CREATE TABLE restricted_bundle (
  submission TEXT NOT NULL REFERENCES submission (id),
  rendering TEXT NOT NULL,
  bytes ${bytes} NOT NULL,
  hash ${bytes} NOT NULL,
  PRIMARY KEY (submission, rendering)
);

ALTER TABLE transfer ADD COLUMN rendering TEXT NOT NULL DEFAULT 'WHOLE';
ALTER TABLE outbox ADD COLUMN rendering TEXT NOT NULL DEFAULT 'WHOLE';
ALTER TABLE transfer_state ADD COLUMN withheld TEXT NOT NULL DEFAULT '';
