/** Version 1: runs, the log, messages, executions, output, transcripts, tokens, remembered answers. */
export const first = `
  CREATE TABLE runs (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id TEXT NOT NULL UNIQUE,
    parent_run_id TEXT,
    root_run_id TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    is_named INTEGER NOT NULL,
    title TEXT NOT NULL,
    prompt TEXT NOT NULL,
    location TEXT NOT NULL,
    harness TEXT NOT NULL,
    config TEXT,
    conversation_id TEXT,
    request_hash TEXT NOT NULL,
    state TEXT NOT NULL,
    is_killed INTEGER NOT NULL DEFAULT 0,
    status_message TEXT,
    harness_session_id TEXT,
    execution_id TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    started_at INTEGER,
    cursor INTEGER NOT NULL DEFAULT 0,
    turn_began_at INTEGER NOT NULL DEFAULT 0,
    reopened_from TEXT,
    output_chars INTEGER NOT NULL DEFAULT 0,
    output_position INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX runs_by_parent ON runs (parent_run_id, position) WHERE parent_run_id IS NOT NULL;
  CREATE INDEX runs_by_family_name ON runs (root_run_id, name_key);
  CREATE INDEX runs_by_name ON runs (name_key);

  -- every run with itself and everything above it
  CREATE TABLE run_ancestors (
    ancestor_run_id TEXT NOT NULL,
    run_id TEXT NOT NULL,
    depth INTEGER NOT NULL,
    PRIMARY KEY (ancestor_run_id, run_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX run_ancestors_by_run ON run_ancestors (run_id, depth);

  CREATE TABLE events (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    type TEXT NOT NULL,
    run_id TEXT NOT NULL,
    root_run_id TEXT NOT NULL,
    ref_id TEXT,
    execution_id TEXT,
    occurred_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX events_by_run ON events (run_id, sequence);
  CREATE INDEX events_by_family ON events (root_run_id, sequence);

  CREATE TABLE messages (
    sequence INTEGER PRIMARY KEY,
    message_id TEXT NOT NULL UNIQUE,
    run_id TEXT NOT NULL,
    sender_run_id TEXT,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    chars INTEGER NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'pending',
    surfaced_to TEXT,
    claim_id TEXT,
    is_shown INTEGER NOT NULL DEFAULT 0,
    sent_at INTEGER NOT NULL,
    surfaced_at INTEGER,
    delivered_at INTEGER,
    read_at INTEGER
  ) STRICT;
  CREATE INDEX messages_by_recipient ON messages (run_id, sequence);
  CREATE INDEX messages_open ON messages (run_id, sequence) WHERE state <> 'delivered';
  CREATE INDEX messages_by_sender ON messages (sender_run_id, run_id, sequence) WHERE sender_run_id IS NOT NULL;

  CREATE TABLE executions (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    execution_id TEXT NOT NULL UNIQUE,
    run_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    harness TEXT NOT NULL,
    prompt TEXT NOT NULL,
    state TEXT NOT NULL,
    is_cancelled INTEGER NOT NULL DEFAULT 0,
    worker_id TEXT,
    lease_number INTEGER NOT NULL DEFAULT 0,
    lease_expires_at INTEGER,
    UNIQUE (run_id, number)
  ) STRICT;
  CREATE INDEX executions_open ON executions (run_id, position) WHERE state <> 'ended';
  CREATE INDEX executions_waiting ON executions (harness, position) WHERE state = 'waiting';
  CREATE INDEX executions_leased ON executions (lease_expires_at) WHERE lease_expires_at IS NOT NULL;

  CREATE TABLE outputs (
    run_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    execution_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    lease_number INTEGER NOT NULL,
    part INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (run_id, position),
    UNIQUE (execution_id, lease_number, part)
  ) STRICT;

  CREATE TABLE transcripts (
    run_id TEXT NOT NULL PRIMARY KEY,
    format TEXT NOT NULL,
    session_id TEXT,
    content TEXT NOT NULL,
    updated_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE tokens (
    hash TEXT NOT NULL PRIMARY KEY,
    run_id TEXT NOT NULL,
    issued_at INTEGER NOT NULL,
    revoked_at INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX tokens_by_run ON tokens (run_id);

  CREATE TABLE answers (
    key TEXT NOT NULL,
    route TEXT NOT NULL,
    subject TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    status INTEGER NOT NULL,
    body TEXT,
    answered_at INTEGER NOT NULL,
    PRIMARY KEY (key, route, subject)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX answers_by_age ON answers (answered_at);
  `
