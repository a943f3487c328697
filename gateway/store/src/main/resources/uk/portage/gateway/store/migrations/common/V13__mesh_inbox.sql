-- With all that is asked for, so that a million messages are counted in the index alone.
DROP INDEX transfer_mesh_inbox;

CREATE INDEX transfer_mesh_inbox ON transfer (owner, position, status, mesh_end)
  WHERE position IS NOT NULL AND mesh_end IS NULL AND status <> 'COMPLETED' AND status <> 'REJECTED';
