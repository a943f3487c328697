-- Who is told of what comes into its mailbox, and up to which position it has been told.
CREATE TABLE subscription (
  id TEXT NOT NULL PRIMARY KEY,
  owner TEXT NOT NULL,
  endpoint TEXT NOT NULL,
  -- One line each; may hold a credential of the owner's.
  headers TEXT NOT NULL,
  secret ${bytes} NOT NULL,
  status TEXT NOT NULL,
  error TEXT NOT NULL,
  position BIGINT NOT NULL,
  events BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL
) ${clustered};

CREATE INDEX subscription_of_owner ON subscription (owner, id);
