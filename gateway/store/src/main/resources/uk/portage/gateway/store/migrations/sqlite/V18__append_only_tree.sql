CREATE TRIGGER tree_node_not_updated BEFORE UPDATE ON tree_node
BEGIN
  SELECT RAISE(ABORT, 'the ledger is append-only');
END;

CREATE TRIGGER tree_node_not_deleted BEFORE DELETE ON tree_node
BEGIN
  SELECT RAISE(ABORT, 'the ledger is append-only');
END;

-- INSERT OR REPLACE would delete without the trigger above.
CREATE TRIGGER tree_node_not_replaced BEFORE INSERT ON tree_node
WHEN EXISTS (SELECT 1 FROM tree_node WHERE level = NEW.level AND position = NEW.position)
BEGIN
  SELECT RAISE(ABORT, 'the ledger is append-only');
END;

CREATE TRIGGER checkpoint_not_updated BEFORE UPDATE ON checkpoint
BEGIN
  SELECT RAISE(ABORT, 'the ledger is append-only');
END;

CREATE TRIGGER checkpoint_not_deleted BEFORE DELETE ON checkpoint
BEGIN
  SELECT RAISE(ABORT, 'the ledger is append-only');
END;

-- INSERT OR REPLACE would delete without the trigger above.
CREATE TRIGGER checkpoint_not_replaced BEFORE INSERT ON checkpoint
WHEN EXISTS (SELECT 1 FROM checkpoint WHERE size = NEW.size)
BEGIN
  SELECT RAISE(ABORT, 'the ledger is append-only');
END;

CREATE TRIGGER cosignature_not_updated BEFORE UPDATE ON cosignature
BEGIN
  SELECT RAISE(ABORT, 'the ledger is append-only');
END;

CREATE TRIGGER cosignature_not_deleted BEFORE DELETE ON cosignature
BEGIN
  SELECT RAISE(ABORT, 'the ledger is append-only');
END;

-- INSERT OR REPLACE would delete without the trigger above.
CREATE TRIGGER cosignature_not_replaced BEFORE INSERT ON cosignature
WHEN EXISTS (SELECT 1 FROM cosignature WHERE size = NEW.size AND witness = NEW.witness)
BEGIN
  SELECT RAISE(ABORT, 'the ledger is append-only');
END;

CREATE TRIGGER ledger_key_not_updated BEFORE UPDATE ON ledger_key
BEGIN
  SELECT RAISE(ABORT, 'the ledger is append-only');
END;

CREATE TRIGGER ledger_key_not_deleted BEFORE DELETE ON ledger_key
BEGIN
  SELECT RAISE(ABORT, 'the ledger is append-only');
END;

-- INSERT OR REPLACE would delete without the trigger above.
CREATE TRIGGER ledger_key_not_replaced BEFORE INSERT ON ledger_key
WHEN EXISTS (SELECT 1 FROM ledger_key WHERE since = NEW.since)
BEGIN
  SELECT RAISE(ABORT, 'the ledger is append-only');
END;
