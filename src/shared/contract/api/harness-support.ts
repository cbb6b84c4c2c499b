import { z } from 'zod'
import { RunId } from '../../domain/ids.ts'
import { RunStateFromWire } from '../../domain/run.ts'
import { userNoticeCharsMax, promptCharsMax } from '../../limits.ts'
import { ReportArtifact, ReportedArtifact } from './artifact.ts'
import { ofRun, route } from './route.ts'

// What a harness asks about the run it works for: with the run's own token, or task-scoped.

const conversation = z.object({ conversation_id: z.string().min(1).max(200) })
const UploadTarget = z.object({
  url: z.string(),
  method: z.enum(['PUT', 'POST']),
  headers: z.record(z.string(), z.string()),
})
const ResolvePrompt = z.object({
  skill: z
    .object({
      name: z.string().min(1).max(200),
      content: z.string().max(promptCharsMax),
      path: z.string().max(4_096).optional(),
    })
    .optional(),
  attachments_dir: z.string().max(4_096).optional(),
})
const ResolvedPrompt = z.object({
  prompt: z.string(),
  system_prompt: z.string().optional(),
  resumption_prompt: z.string().optional(),
})
/** `applied` is false for a report that came late or twice. */
const Reported = z.object({ applied: z.boolean(), state: RunStateFromWire })
const Notification = z.object({
  notification_id: z.string(),
  run_id: RunId,
  message: z.string(),
  sent_at: z.string(),
})

export const harnessSupportRoutes = {
  createExternalConversation: route({
    method: 'POST',
    path: '/harness-support/external-conversation',
    body: z.object({ format: z.string().min(1).max(64) }),
    response: conversation,
  }),
  transcriptTarget: route({
    method: 'POST',
    path: '/harness-support/transcript',
    body: conversation,
    response: UploadTarget,
  }),
  resolvePrompt: route({
    method: 'POST',
    path: '/harness-support/resolve-prompt',
    body: ResolvePrompt,
    response: ResolvedPrompt,
  }),
  reportArtifact: route({
    method: 'POST',
    path: '/harness-support/report-artifact',
    body: ReportArtifact,
    response: ReportedArtifact,
  }),
  notifyUser: route({
    method: 'POST',
    path: '/harness-support/notify-user',
    body: z.object({ message: z.string().trim().min(1).max(userNoticeCharsMax) }),
    response: Notification,
  }),
  finishTask: route({
    method: 'POST',
    path: '/harness-support/finish-task',
    body: z.object({ success: z.boolean(), summary: z.string().max(4_000) }),
    response: Reported,
  }),
  reportShutdown: route({
    method: 'POST',
    path: '/harness-support/report-shutdown',
    body: z.object({
      error: z.object({ category: z.string().max(64), message: z.string().max(4_000) }).optional(),
    }),
    response: Reported,
  }),
  /** Ours: what agents told people, the last hundred, oldest first. */
  listNotifications: route({
    method: 'GET',
    path: '/agent/runs/:run_id/notifications',
    params: ofRun,
    response: z.object({ notifications: z.array(Notification) }),
  }),
}
