CREATE TRIGGER tree_node_not_changed BEFORE UPDATE OR DELETE ON tree_node
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tree_node_not_truncated BEFORE TRUNCATE ON tree_node
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER checkpoint_not_changed BEFORE UPDATE OR DELETE ON checkpoint
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER checkpoint_not_truncated BEFORE TRUNCATE ON checkpoint
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER cosignature_not_changed BEFORE UPDATE OR DELETE ON cosignature
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER cosignature_not_truncated BEFORE TRUNCATE ON cosignature
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER ledger_key_not_changed BEFORE UPDATE OR DELETE ON ledger_key
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_key_not_truncated BEFORE TRUNCATE ON ledger_key
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
