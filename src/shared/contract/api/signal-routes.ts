import { z } from 'zod'
import { ExecutionId } from '../../domain/ids.ts'
import { RunStateFromWire } from '../../domain/run.ts'
import { HarnessSignal } from '../../domain/signal.ts'
import { ofRun, route } from './route.ts'

/** `POST agent/runs/{id}/signals` (ours). `applied` is false for a signal that came late or twice. */
const ReportSignal = z.object({ signal: HarnessSignal, execution_id: ExecutionId.optional() })
const ReportedSignal = z.object({ applied: z.boolean(), state: RunStateFromWire })

/** What a harness tells of itself. */
export const signalRoutes = {
  reportSignal: route({
    method: 'POST',
    path: '/agent/runs/:run_id/signals',
    params: ofRun,
    body: ReportSignal,
    response: ReportedSignal,
  }),
}
