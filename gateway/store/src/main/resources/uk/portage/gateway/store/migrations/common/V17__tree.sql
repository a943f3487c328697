-- The Merkle tree over the entries (RFC 9162). The leaf of an entry stands beside it; this is what is above: the root of
-- each full subtree of 256^level leaves, level 1 and up, written in the transaction of its last entry.
CREATE TABLE tree_node (
  level SMALLINT NOT NULL,
  position BIGINT NOT NULL,
  hash ${bytes} NOT NULL,
  PRIMARY KEY (level, position)
) ${clustered};

-- The heads of the tree that were signed: the whole note (C2SP tlog-checkpoint), by how many entries it is over.
CREATE TABLE checkpoint (
  size ${key} NOT NULL PRIMARY KEY,
  signed_at BIGINT NOT NULL,
  note TEXT NOT NULL
);

-- What witnesses have signed: one line of a note for each (C2SP tlog-cosignature).
CREATE TABLE cosignature (
  size BIGINT NOT NULL,
  witness TEXT NOT NULL,
  line TEXT NOT NULL,
  PRIMARY KEY (size, witness)
) ${clustered};

-- The public keys that have signed, each with the number of entries from which on it did.
CREATE TABLE ledger_key (
  since BIGINT NOT NULL PRIMARY KEY,
  verifier_key TEXT NOT NULL
);
