-- Hashes of what callers may prove themselves with once, and have, and that time alone would not refuse yet.
CREATE TABLE spent_credential (
  hash ${bytes} NOT NULL PRIMARY KEY,
  expires_at BIGINT NOT NULL
) ${clustered};

CREATE INDEX spent_credential_expiry ON spent_credential (expires_at);
