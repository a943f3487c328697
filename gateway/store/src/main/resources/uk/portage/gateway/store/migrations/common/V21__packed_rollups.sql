-- One row for all counts of a day, pair, workflow and format in place of one for each count: a country's month is read in
-- a fraction of a second. counts: MEASURE.DETAIL=AMOUNT, a space between two of them, none that is zero.
ALTER TABLE rollup RENAME TO rollup_by_count;

CREATE TABLE rollup (
  day TEXT NOT NULL,
  sender TEXT NOT NULL,
  recipient TEXT NOT NULL,
  workflow TEXT NOT NULL,
  format TEXT NOT NULL,
  counts TEXT NOT NULL,
  PRIMARY KEY (day, sender, recipient, workflow, format)
) ${clustered};

INSERT INTO rollup (day, sender, recipient, workflow, format, counts)
SELECT day, sender, recipient, workflow, format,
  string_agg(measure || CASE detail WHEN '' THEN '' ELSE '.' || detail END || '=' || CAST(amount AS TEXT), ' ')
FROM rollup_by_count WHERE amount <> 0
GROUP BY day, sender, recipient, workflow, format;

DROP TABLE rollup_by_count;

-- Where on the road a transfer ended that was not integrated; unknown of those that had ended before.
ALTER TABLE transfer_state ADD COLUMN stage TEXT;
