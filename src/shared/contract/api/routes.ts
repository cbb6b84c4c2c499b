import { accessRoutes } from './access-routes.ts'
import { artifactRoutes } from './artifact.ts'
import { attachmentRoutes } from './attachment.ts'
import { configurationRoutes } from './configuration-routes.ts'
import { conversationRoutes } from './conversation.ts'
import { eventRoutes } from './event-routes.ts'
import { harnessSupportRoutes } from './harness-support.ts'
import { identityRoutes } from './identity.ts'
import { messageRoutes } from './message-routes.ts'
import type { Route } from './route.ts'
import { runRoutes } from './run-routes.ts'
import { serviceRoutes } from './service-routes.ts'
import { signalRoutes } from './signal-routes.ts'
import { sourceRoutes } from './source-routes.ts'
import { transcriptRoutes } from './transcript.ts'
import { wakeRoutes } from './wake-routes.ts'
import { workerRoutes } from './worker-routes.ts'

/** Everything that can be asked over HTTP, but for the two streams (`streamPaths` below). Served, called and documented from here. */
export const routes = {
  ...runRoutes,
  ...signalRoutes,
  ...transcriptRoutes,
  ...messageRoutes,
  ...eventRoutes,
  ...wakeRoutes,
  ...sourceRoutes,
  ...workerRoutes,
  ...accessRoutes,
  ...artifactRoutes,
  ...attachmentRoutes,
  ...conversationRoutes,
  ...harnessSupportRoutes,
  ...configurationRoutes,
  ...identityRoutes,
  ...serviceRoutes,
} satisfies Record<string, Route>

export type Routes = typeof routes
export type RouteName = keyof Routes

/** The streams: server-sent events, read by `followStream`. */
export const streamPaths = {
  events: '/agent/events/stream',
  output: '/agent/runs/:run_id/output/stream',
} as const
