CREATE TRIGGER entry_not_updated BEFORE UPDATE ON entry
BEGIN
  SELECT RAISE(ABORT, 'the ledger is append-only');
END;

CREATE TRIGGER entry_not_deleted BEFORE DELETE ON entry
BEGIN
  SELECT RAISE(ABORT, 'the ledger is append-only');
END;

-- INSERT OR REPLACE would delete without the trigger above.
CREATE TRIGGER entry_not_replaced BEFORE INSERT ON entry
WHEN NEW.sequence <> (SELECT COALESCE(MAX(sequence), 0) + 1 FROM entry)
BEGIN
  SELECT RAISE(ABORT, 'the ledger has no gaps');
END;
