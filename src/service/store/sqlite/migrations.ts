import { first } from './migrations/0001-first.ts'
import { leasesAndHorizon } from './migrations/0002-leases-and-horizon.ts'

<<<<<<< HEAD
/**
 * The schema's history: `migrations[n]` brings a database of version n to n + 1. Never changed, only added to, each in a
 * file of its own; `fixtures/` keeps a database of every version, and a test opens them all.
 */
export const migrations: readonly string[] = [first, leasesAndHorizon]
=======
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
  `,
  `
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
  `,
]
>>>>>>> 529fdae (feat(service): agent/run, and every documented filter, order and cursor of the list of runs; labels)
