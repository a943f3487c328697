-- The keys by which data keys are wrapped: their ids, never the keys. The check value is something known, wrapped by it.
CREATE TABLE wrapping_key (
  id TEXT NOT NULL PRIMARY KEY,
  check_value ${bytes} NOT NULL,
  added_at BIGINT NOT NULL
) ${clustered};

-- 1 while there may be payloads that were kept before there was encryption.
ALTER TABLE writer ADD COLUMN plain SMALLINT NOT NULL DEFAULT 1;

-- The key of a submission's payloads, and which key has wrapped it; without one they are plain. Once it is erased, there
-- is neither, and no copy of it anywhere.
ALTER TABLE submission ADD COLUMN data_key ${bytes};
ALTER TABLE submission ADD COLUMN wrapped_by TEXT;
ALTER TABLE submission ADD COLUMN erased_at BIGINT;

CREATE INDEX submission_plain ON submission (arrival) WHERE data_key IS NULL AND erased_at IS NULL;
