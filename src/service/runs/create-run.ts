import { createHash } from 'node:crypto'
import { mergeMetadata } from '../../shared/contract/api/metadata.ts'
import type { CreateRun, RunSchedule, RunSource } from '../../shared/contract/api/run.ts'
import { normalizeHarnessName } from '../../shared/domain/harness-name.ts'
import { executionRoute } from '../../shared/domain/place-name.ts'
import { ExecutionId, RunId } from '../../shared/domain/ids.ts'
import { effectivePrompt } from '../../shared/domain/effective-prompt.ts'
import { atMost } from '../../shared/domain/permission-mode.ts'
import { promptCharsMax } from '../../shared/limits.ts'
import { Refusal } from '../refusal.ts'
import type { NewRun, Run } from '../store/rows.ts'
import type { Transaction } from '../store/store.ts'
import { labelsOf } from '../executions/worker-labels.ts'
import { keepAttachments } from './attachments.ts'
import { conversationToContinue } from './continue-conversation.ts'
import { livingRun } from './known-run.ts'

const titleCharsMax = 80

/** Creates the run, or answers the one that the same request created before. */
export function createRun(tx: Transaction, asked: CreateRun, startedBy: StartedBy): Run {
  const requestHash = hashOf(asked)
  const known = asked.run_id === undefined ? null : tx.runs.find(asked.run_id)
  if (known !== null) {
    if (known.requestHash === requestHash) return known
    throw new Refusal('conflict', `run ${known.runId} exists already, with another content`, {
      retryable: false,
    })
  }
  const request = startedBy.resolve?.(asked) ?? asked
  const parent = request.parent_run_id === undefined ? null : livingRun(tx, request.parent_run_id)
  if (parent !== null) refuseSecondOfName(tx, parent, request.config?.name)
  const continued = conversationToContinue(tx, request, parent)
  const run = { ...plan(tx, request, parent, requestHash, startedBy), conversationId: continued?.id ?? null }
  tx.runs.insert(run)
  if (continued !== null) tx.transcripts.copy(continued.runId, run.runId)
  keepAttachments(tx, run, request.attachments ?? [])
  if (run.executionId !== null) {
    const { executionId, runId } = run
    const harness = executionRoute(run.harness, run.config?.place)
    const labels = labelsOf(run.config)
    const prompt = effectivePrompt(run.prompt, run.config)
    if (prompt.length > promptCharsMax)
      throw new Refusal(
        'request_too_large',
        `base_prompt and prompt together: at most ${promptCharsMax} characters`,
      )
    tx.executions.insert({ executionId, runId, harness, prompt, state: 'waiting', labels })
  }
  if (run.location === 'REMOTE' && run.config?.wakes === 'off') tx.wakes.change(run, { sleepsOn: true })
  if (parent !== null) tx.events.append(parent, { type: 'child_agent_started', refId: run.runId })
  tx.events.append(run, { type: 'run_queued', executionId: run.executionId })
  return livingRun(tx, run.runId)
}

function plan(
  tx: Transaction,
  request: CreateRun,
  parent: Run | null,
  requestHash: string,
  startedBy: StartedBy,
): NewRun {
  const runId = request.run_id ?? RunId.parse(tx.newId())
  const location = request.execution_location ?? 'REMOTE'
  const prompt = request.prompt ?? ''
  const name = request.config?.name
  const title = request.title?.trim() || name || titleOf(prompt)
  return {
    runId,
    parentRunId: parent?.runId ?? null,
    rootRunId: parent?.rootRunId ?? runId,
    name: name ?? title,
    isNamed: name !== undefined,
    title,
    prompt,
    location,
    harness: harnessOf(request),
    config: configBelow(request, parent, startedBy),
    conversationId: request.conversation_id ?? null,
    source: startedBy.source ?? sourceOf(request, parent),
    creatorRunId: startedBy.kind === 'run' ? (parent?.runId ?? null) : null,
    skill: request.skill ?? request.config?.skill_spec ?? null,
    modelId: request.config?.model_id ?? request.config?.harness?.model_id ?? null,
    environmentId: request.config?.environment_id ?? null,
    metadata: mergeMetadata(request.metadata, parent?.metadata ?? null),
    schedule: startedBy.schedule ?? null,
    requestHash,
    state: 'QUEUED',
    isKilled: false,
    statusMessage: null,
    harnessSessionId: null,
    executionId: location === 'REMOTE' ? ExecutionId.parse(tx.newId()) : null,
    createdAt: tx.now,
    updatedAt: tx.now,
    startedAt: null,
    cursor: 0,
    turnBeganAt: tx.events.lastSequence(),
    reopenedFrom: null,
    watchLink: null,
  }
}

/**
 * Who asks: the owner may grant what they like, a run at most what it has itself. What is no request of a client says
 * what caused the run.
 */
export type StartedBy = {
  readonly kind: 'owner' | 'run'
  readonly source?: RunSource
  readonly schedule?: RunSchedule
  /** Fills in what the request names (an agent, an environment, a model); refuses names that are not there. */
  readonly resolve?: (request: CreateRun) => CreateRun
}

const sourceOf = (request: CreateRun, parent: Run | null): RunSource =>
  parent !== null ? 'ORCHESTRATION' : request.execution_location === 'LOCAL' ? 'LOCAL' : 'API'

function configBelow(request: CreateRun, parent: Run | null, startedBy: StartedBy): NewRun['config'] {
  const config = request.config ?? null
  if (startedBy.kind === 'owner' || parent === null || config?.permission_mode === undefined) return config
  const permission_mode = atMost(config.permission_mode, parent.config?.permission_mode ?? 'default')
  return { ...config, permission_mode }
}

function refuseSecondOfName(tx: Transaction, parent: Run, name: string | undefined): void {
  const existing = name === undefined ? null : tx.runs.livingChildNamed(parent.runId, name)
  if (existing === null) return
  throw new Refusal('conflict', `${parent.name} has a child named ${name} already: run ${existing}`, {
    retryable: false,
  })
}

const harnessOf = (request: CreateRun): string => {
  const given = request.config?.harness?.type
  if (given !== undefined) return normalizeHarnessName(given)
  return request.config?.command === undefined ? 'claude' : 'command'
}

const titleOf = (prompt: string): string => {
  const line = prompt.trim().split('\n', 1)[0]?.trim() ?? ''
  if (line === '') return 'Agent'
  return line.length <= titleCharsMax ? line : `${line.slice(0, titleCharsMax - 1)}…`
}

function hashOf(request: CreateRun): string {
  try {
    return createHash('sha256').update(JSON.stringify(request, sortKeys)).digest('base64url')
  } catch (error) {
    if (error instanceof RangeError) throw new Refusal('invalid_request', 'config: nested too deeply')
    throw error
  }
}

/** The same content has the same hash, however its keys were ordered. */
const sortKeys = (_key: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value
