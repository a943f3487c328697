-- Organisations that an operator has added, or said something about, while the gateway ran.
CREATE TABLE organisation (
  code TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  -- Whether it has a mailbox.
  collects SMALLINT NOT NULL,
  added_at BIGINT NOT NULL,
  suspended_at BIGINT
) ${clustered};

-- Which client certificate is whose: by subject or by fingerprint.
CREATE TABLE organisation_certificate (
  certificate TEXT NOT NULL PRIMARY KEY,
  organisation TEXT NOT NULL
) ${clustered};

-- Bearer tokens: the hash of each, never the secret.
CREATE TABLE organisation_token (
  hash ${bytes} NOT NULL PRIMARY KEY,
  organisation TEXT NOT NULL,
  role TEXT NOT NULL,
  expires_at BIGINT NOT NULL
);
