import type { z } from 'zod'
import type { RunItem } from '../../shared/contract/api/run.ts'
import type { Run } from '../store/rows.ts'
import type { Transaction } from '../store/store.ts'

/** A time as the wire spells it. */
export const wireTime = (milliseconds: number): string => new Date(milliseconds).toISOString()
export const wireTimeOrNull = (milliseconds: number | null): string | null =>
  milliseconds === null ? null : wireTime(milliseconds)

/** The run as the wire tells it. */
export function runItem(tx: Transaction, run: Run): z.input<typeof RunItem> {
  const isRunning = tx.executions.open(run.runId).some((execution) => execution.state === 'started')
  return {
    run_id: run.runId,
    task_id: run.runId,
    title: run.title,
    state: run.state,
    prompt: run.prompt,
    created_at: wireTime(run.createdAt),
    updated_at: wireTime(run.updatedAt),
    started_at: wireTimeOrNull(run.startedAt),
    execution_location: run.location,
    status_message: run.statusMessage,
    source: run.parentRunId === null ? 'API' : 'ORCHESTRATION',
    session_id: run.harnessSessionId ?? (isRunning ? run.executionId : null),
    session_link: null,
    agent_config: run.config,
    conversation_id: run.conversationId,
    parent_run_id: run.parentRunId,
    is_sandbox_running: isRunning,
    artifacts: [],
    children: [...tx.runs.children(run.runId)],
    last_event_sequence: run.cursor,
    harness_session_id: run.harnessSessionId,
    execution_id: run.executionId,
    is_killed: run.isKilled,
  }
}
