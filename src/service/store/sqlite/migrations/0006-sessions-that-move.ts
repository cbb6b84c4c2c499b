/** Whole sessions, in parts; and which worker keeps the session of a run that may go on. */
export const sessionsThatMove = `
  -- a transcript of before stands in \`content\`; its digest is made when it is asked for
  ALTER TABLE transcripts ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE transcripts ADD COLUMN sha256 TEXT;
  UPDATE transcripts SET bytes = length(CAST(content AS BLOB));

  CREATE TABLE transcript_uploads (
    run_id TEXT NOT NULL PRIMARY KEY,
    upload_id TEXT NOT NULL,
    base INTEGER NOT NULL,
    bytes INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE transcript_parts (
    position INTEGER PRIMARY KEY,
    run_id TEXT NOT NULL,
    is_kept INTEGER NOT NULL,
    begins_at INTEGER NOT NULL,
    data BLOB NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX transcript_parts_by_place ON transcript_parts (run_id, is_kept, begins_at);

  ALTER TABLE executions ADD COLUMN queued_at INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE executions ADD COLUMN kept_until INTEGER;

  -- where a person can watch the run, as the place told that carries it out
  ALTER TABLE runs ADD COLUMN watch_link TEXT;
`
