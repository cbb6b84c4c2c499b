/** What lists of runs can be asked for; artifacts, notifications, and tokens that end. */
export const listsArtifactsTokens = `
  -- what a list of runs can be asked for
  ALTER TABLE runs ADD COLUMN source TEXT NOT NULL DEFAULT 'API';
  ALTER TABLE runs ADD COLUMN creator TEXT NOT NULL DEFAULT 'owner';
  ALTER TABLE runs ADD COLUMN skill TEXT;
  ALTER TABLE runs ADD COLUMN model_id TEXT;
  ALTER TABLE runs ADD COLUMN environment_id TEXT;
  ALTER TABLE runs ADD COLUMN metadata TEXT;
  ALTER TABLE runs ADD COLUMN schedule TEXT;
  UPDATE runs SET source = 'ORCHESTRATION' WHERE parent_run_id IS NOT NULL;
  UPDATE runs SET model_id = json_extract(config, '$.harness.model_id') WHERE config IS NOT NULL;
  CREATE INDEX runs_by_update ON runs (updated_at, position);
  CREATE INDEX runs_by_title ON runs (title COLLATE NOCASE, position);
  CREATE INDEX runs_by_conversation ON runs (conversation_id) WHERE conversation_id IS NOT NULL;
  CREATE INDEX runs_by_session ON runs (harness_session_id) WHERE harness_session_id IS NOT NULL;

  -- what runs leave behind; the bytes of files stand beside the database
  CREATE TABLE artifacts (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    artifact_uid TEXT NOT NULL UNIQUE,
    run_id TEXT NOT NULL,
    type TEXT NOT NULL,
    data TEXT NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX artifacts_by_run ON artifacts (run_id, position);
  CREATE INDEX artifacts_by_type ON artifacts (type, run_id);

  -- what agents want a person to know
  CREATE TABLE notifications (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    notification_id TEXT NOT NULL UNIQUE,
    run_id TEXT NOT NULL,
    message TEXT NOT NULL,
    sent_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX notifications_by_run ON notifications (run_id, position);

  -- tokens of runs may end by themselves; workers have tokens of their own
  ALTER TABLE tokens ADD COLUMN expires_at INTEGER;
  CREATE TABLE worker_tokens (
    token_id TEXT NOT NULL PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    issued_at INTEGER NOT NULL,
    expires_at INTEGER,
    revoked_at INTEGER
  ) STRICT, WITHOUT ROWID;
`
