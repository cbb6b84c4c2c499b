/**
 * Version 5. A lease belongs to the token that it was given to (null: the owner's). Runs can be told to sleep on. What was
 * given with a prompt stands here, bytes and all: it is small, and there with its run or not at all.
 */
export const holdersAttachments = `
  ALTER TABLE executions ADD COLUMN holder TEXT;
  ALTER TABLE wake_books ADD COLUMN sleeps_on INTEGER NOT NULL DEFAULT 0;

  CREATE TABLE attachments (
    attachment_uid TEXT NOT NULL PRIMARY KEY,
    run_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    mime_type TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    bytes BLOB NOT NULL,
    UNIQUE (run_id, position)
  ) STRICT;
  `
