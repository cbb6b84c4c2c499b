/**
 * What the service decides about waking remote runs, and what it listens to outside. A wake's book holds what counts for
 * the next decision; the decisions themselves are kept for whoever asks why.
 */
export const wakesAndSources = `
  CREATE TABLE wake_books (
    run_id TEXT NOT NULL PRIMARY KEY,
    root_run_id TEXT NOT NULL,
    failures INTEGER NOT NULL DEFAULT 0,
    last_failed_at INTEGER,
    last_error TEXT,
    armed_at INTEGER NOT NULL DEFAULT 0,
    family_armed_at INTEGER NOT NULL DEFAULT 0,
    kind TEXT,
    because TEXT,
    reason TEXT,
    until INTEGER,
    decided_at INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX wake_books_by_family ON wake_books (root_run_id);

  CREATE TABLE wake_decisions (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id TEXT NOT NULL,
    root_run_id TEXT NOT NULL,
    decided_at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    because TEXT,
    reason TEXT NOT NULL,
    facts TEXT NOT NULL,
    execution_id TEXT
  ) STRICT;
  CREATE INDEX wake_decisions_by_run ON wake_decisions (run_id, position);
  CREATE INDEX wakes_by_run ON wake_decisions (run_id, decided_at) WHERE kind = 'follow-up';
  CREATE INDEX wakes_by_family ON wake_decisions (root_run_id, decided_at) WHERE kind = 'follow-up';

  CREATE TABLE subscriptions (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    subscription_id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    source TEXT NOT NULL,
    target TEXT NOT NULL,
    filter TEXT NOT NULL,
    message TEXT NOT NULL,
    coalesce TEXT NOT NULL,
    target_run_id TEXT,
    root_run_id TEXT,
    watched_run_id TEXT,
    secret TEXT,
    created_by_run_id TEXT,
    is_enabled INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    next_at INTEGER,
    last_fired_at INTEGER,
    last_run_id TEXT,
    last_error TEXT,
    progress TEXT
  ) STRICT;
  CREATE INDEX subscriptions_by_target ON subscriptions (target_run_id) WHERE target_run_id IS NOT NULL;
  CREATE INDEX subscriptions_by_family ON subscriptions (root_run_id) WHERE root_run_id IS NOT NULL;
  CREATE INDEX subscriptions_by_watched ON subscriptions (watched_run_id) WHERE watched_run_id IS NOT NULL;
  CREATE INDEX subscriptions_due ON subscriptions (next_at) WHERE next_at IS NOT NULL AND is_enabled = 1;

  CREATE TABLE firings (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    firing_id TEXT NOT NULL UNIQUE,
    subscription_id TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    event_type TEXT NOT NULL,
    payload TEXT NOT NULL,
    dedupe_key TEXT,
    times INTEGER NOT NULL DEFAULT 1,
    message_id TEXT,
    run_id TEXT,
    occurred_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX firings_by_subscription ON firings (subscription_id, position);
  CREATE INDEX firings_by_time ON firings (subscription_id, occurred_at);
  CREATE UNIQUE INDEX firings_once ON firings (subscription_id, dedupe_key) WHERE dedupe_key IS NOT NULL;
  `
