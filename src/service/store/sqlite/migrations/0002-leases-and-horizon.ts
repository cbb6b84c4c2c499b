/**
 * Version 2. Executions ask for labels, and count the leases that were handed back: those are no attempts. What was
 * taken out of the log is remembered per family (the empty id means all of them), so that a reader who missed it is told.
 */
export const leasesAndHorizon = `
  ALTER TABLE executions ADD COLUMN labels TEXT NOT NULL DEFAULT '[]';
  ALTER TABLE executions ADD COLUMN refusals INTEGER NOT NULL DEFAULT 0;

  CREATE TABLE compacted (
    root_run_id TEXT NOT NULL PRIMARY KEY,
    up_to INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  `
