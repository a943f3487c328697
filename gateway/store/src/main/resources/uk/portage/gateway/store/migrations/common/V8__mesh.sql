-- The MESH face of the mailboxes. How a transfer left its destination's MESH inbox, null while it lies there.
ALTER TABLE transfer ADD COLUMN mesh_end TEXT;
ALTER TABLE transfer ADD COLUMN mesh_ended_at BIGINT;

CREATE INDEX transfer_mesh_inbox ON transfer (owner, position)
  WHERE position IS NOT NULL AND mesh_end IS NULL AND status <> 'COMPLETED' AND status <> 'REJECTED';

-- What came by MESH, and what the gateway itself says by it; records that go out are transfers.
CREATE TABLE mesh_message (
  position ${key} NOT NULL PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  type TEXT NOT NULL,
  -- Mailboxes.
  sender TEXT NOT NULL,
  recipient TEXT NOT NULL,
  workflow TEXT NOT NULL,
  local_id TEXT NOT NULL,
  -- The other headers that are kept, a line each.
  headers TEXT NOT NULL,
  chunks INTEGER NOT NULL,
  received INTEGER NOT NULL,
  size BIGINT NOT NULL,
  state TEXT NOT NULL,
  code TEXT NOT NULL,
  description TEXT NOT NULL,
  submission TEXT,
  linked TEXT,
  -- 1 while it lies in its recipient's inbox.
  inbox SMALLINT NOT NULL,
  created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL
);

CREATE INDEX mesh_message_inbox ON mesh_message (recipient, position) WHERE inbox = 1;
CREATE INDEX mesh_message_local ON mesh_message (sender, local_id);
CREATE INDEX mesh_message_under_way ON mesh_message (position) WHERE submission IS NOT NULL AND state = 'ACCEPTED';
CREATE INDEX mesh_message_submission ON mesh_message (submission) WHERE submission IS NOT NULL;
CREATE INDEX mesh_message_age ON mesh_message (created_at);

-- The bytes, decoded: of a message that is not whole yet, and of one that lies in an inbox.
CREATE TABLE mesh_chunk (
  message TEXT NOT NULL,
  number INTEGER NOT NULL,
  bytes ${bytes} NOT NULL,
  PRIMARY KEY (message, number)
);

-- Hashes of the credentials that were used and that time alone would not refuse yet.
CREATE TABLE mesh_credential (
  hash ${bytes} NOT NULL PRIMARY KEY,
  expires_at BIGINT NOT NULL
) ${clustered};

CREATE INDEX mesh_credential_expiry ON mesh_credential (expires_at);
