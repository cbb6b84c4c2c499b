import { harnessOfFormat } from '../../shared/contract/api/transcript-format.ts'
import { withAttachedFiles } from '../../shared/domain/attached-files.ts'
import { isEnded, type RunEvent } from '../../shared/domain/run.ts'
import { notificationsPageMax, downloadTicketMs } from '../../shared/limits.ts'
import { apiBase } from '../../shared/contract/api/api-base.ts'
import { keepArtifact } from '../artifacts/keep-artifact.ts'
import type { Caller } from '../caller.ts'
import type { HandlersOf } from '../handler.ts'
import type { Tickets } from '../http/tickets.ts'
import { Refusal } from '../refusal.ts'
import { knownRun, livingRun } from '../runs/known-run.ts'
import { moveRun, type MoveWords } from '../runs/move-run.ts'
import { wireTime } from '../wire-time.ts'
import { heldExecution } from '../runs/signals.ts'
import type { Run, StoredNotification } from '../store/rows.ts'
import type { Transaction } from '../store/store.ts'

type Subject =
  | 'createExternalConversation'
  | 'transcriptTarget'
  | 'resolvePrompt'
  | 'reportArtifact'
  | 'notifyUser'
  | 'finishTask'
  | 'reportShutdown'
  | 'listNotifications'

/** What a harness asks and tells about the run it works for. */
export const harnessSupportHandlers = (tickets: Tickets): HandlersOf<Subject> => ({
  createExternalConversation: ({ tx, caller, body }) => {
    const run = ownRun(tx, caller)
    if (harnessOfFormat(body.format) === null)
      throw new Refusal('operation_not_supported', `format: ${body.format} is not known`)
    const conversationId = run.conversationId ?? tx.newId()
    if (run.conversationId === null) tx.runs.change(run.runId, { conversationId })
    return { conversation_id: conversationId }
  },

  transcriptTarget: ({ tx, caller, body, base }) => {
    const run = ownRun(tx, caller)
    if (run.conversationId !== body.conversation_id)
      throw new Refusal('resource_not_found', `run ${run.runId} has no conversation ${body.conversation_id}`)
    const path = `/agent/runs/${run.runId}/transcript/content`
    const { ticket } = tickets.issue(caller.credential, `${apiBase}${path}`, 'once', downloadTicketMs)
    return {
      url: `${base}${path}?ticket=${ticket}`,
      method: 'PUT',
      headers: { 'content-type': 'application/octet-stream' },
    }
  },

  resolvePrompt: ({ tx, caller, body }) => {
    const run = ownRun(tx, caller)
    const held = heldExecution(tx, run)
    const isFirst = held === null || held.number === 1
    const asked = isFirst ? firstPrompt(tx, run, body.attachments_dir) : held.prompt
    const { skill } = body
    const base = run.config?.base_prompt
    return {
      prompt: skill === undefined ? asked : `# ${skill.name}\n\n${skill.content.trim()}\n\n---\n\n${asked}`,
      ...(base === undefined ? {} : { system_prompt: base }),
      ...(isFirst || run.harnessSessionId === null ? {} : { resumption_prompt: asked }),
    }
  },

  reportArtifact: ({ tx, caller, body }) => {
    const run = ownRun(tx, caller)
    const artifactUid = tx.newId()
    const data = body.artifact_type === 'PLAN' ? planData(body.data, artifactUid) : body.data
    const { uid } = keepArtifact(tx, run, { artifactUid, type: body.artifact_type, data }, (other) =>
      body.artifact_type === 'PLAN'
        ? body.data.document_uid !== undefined &&
          other.data['document_uid'] === body.data.document_uid &&
          other.data['content'] === body.data.content
        : other.data['url'] === body.data.url,
    )
    return { artifact_uid: uid }
  },

  notifyUser: ({ tx, caller, body }) => {
    const run = ownRun(tx, caller)
    const notification = { notificationId: tx.newId(), runId: run.runId, message: body.message }
    tx.notifications.insert(notification)
    tx.events.append(run, { type: 'user_notified', refId: notification.notificationId })
    return notificationItem({ ...notification, sentAt: tx.now })
  },

  finishTask: ({ tx, caller, body }) => {
    const words = body.success ? { summary: body.summary } : { status: { message: body.summary } }
    return report(tx, ownRun(tx, caller), body.success ? 'succeeded' : 'failed', words)
  },

  reportShutdown: ({ tx, caller, body }) => {
    const run = ownRun(tx, caller)
    if (body.error === undefined) return { applied: false, state: run.state } // whoever owns the process tells its end
    const { category, message } = body.error
    const event = userCategories.has(category) ? 'failed' : 'errored'
    return report(tx, run, event, { status: { message, error_code: category } })
  },

  listNotifications: ({ tx, params }) => ({
    notifications: tx.notifications
      .ofRun(knownRun(tx, params.run_id).runId, notificationsPageMax)
      .map(notificationItem),
  }),
})

/** What was given with it is named where the harness has put it. */
function firstPrompt(tx: Transaction, run: Run, directory: string | undefined): string {
  if (directory === undefined) return run.prompt
  const files = tx.attachments.ofRun(run.runId).map(({ name, mimeType, sizeBytes }) => ({
    ...{ mimeType, sizeBytes, path: `${directory.replace(/\/+$/, '')}/${name}` },
  }))
  return withAttachedFiles(run.prompt, files)
}

/** What a person must mend; everything else is nobody's fault, and may go well the next time. */
const userCategories: ReadonlySet<string> = new Set([
  'authentication',
  'authentication_failed',
  'authentication_required',
  'oauth_org_not_allowed',
  'billing_error',
  'insufficient_credits',
  'invalid_request',
  'environment_setup_failed',
])

/** The run that the request speaks for; refuses without one. */
export function ownRun(tx: Transaction, caller: Caller): Run {
  if (caller.kind === 'run') return livingRun(tx, caller.run.runId)
  throw new Refusal(
    'invalid_request',
    "this is asked about one's own run: use the run's token, or name the run in X-Reveille-Run-Id",
  )
}

function report(
  tx: Transaction,
  run: Run,
  event: Extract<RunEvent, 'succeeded' | 'failed' | 'errored'>,
  words: MoveWords,
) {
  const isFromThePast = run.location === 'REMOTE' && heldExecution(tx, run) === null
  if (isFromThePast || isEnded(run.state)) return { applied: false, state: run.state }
  const begun = event === 'succeeded' ? (moveRun(tx, run, 'started') ?? run) : run
  const moved = moveRun(tx, begun, event, words)
  return { applied: moved !== null, state: (moved ?? begun).state }
}

const planData = (
  given: {
    readonly document_uid?: string | undefined
    readonly title?: string | undefined
    readonly content: string
  },
  uid: string,
) => ({
  document_uid: given.document_uid ?? uid,
  notebook_uid: given.document_uid ?? uid,
  content: given.content,
  content_type: 'text/markdown',
  ...(given.title === undefined ? {} : { title: given.title }),
})

const notificationItem = ({ notificationId, runId, message, sentAt }: StoredNotification) => ({
  notification_id: notificationId,
  run_id: runId,
  message,
  sent_at: wireTime(sentAt),
})
