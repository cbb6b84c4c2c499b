import { messageOf } from '../shared/kernel/message-of.ts'
import { RunItem } from '../shared/contract/api/run.ts'
import { runsPageMax, workerLookMs } from '../shared/limits.ts'
import type { App } from './app.ts'
import { runDirectoryOf } from './supervision/agent-launch.ts'
import { tellUnsentSignals } from './wake/unsent-signals.ts'
import { ensureWorker } from './supervision/worker-process.ts'

/**
 * Looks, for as long as the app runs, after what nobody tells it: whether the worker beside the embedded service lives
 * and how much it does, and whether somebody started a local run from a command line, which only this app can run.
 */
export function keepLooking(app: App): void {
  const look = async (): Promise<void> => {
    if (app.live.isLeaving) return
    const before = JSON.stringify(app.live.worker)
    app.live.worker = await lookAfterWorker(app)
    if (JSON.stringify(app.live.worker) !== before) app.live.changed.fire()
    await adoptLocalRoots(app)
    await tellUnsent(app)
    await app.armed.look()
    app.clock.after(workerLookMs, () => void look())
  }
  void look()
}

async function lookAfterWorker(app: App): Promise<App['live']['worker']> {
  const { runtime, dataDirectory, environment } = app.place
  const harnesses = app.live.harnesses.filter((one) => one.isAvailable).map((one) => one.name)
  try {
    const [url, tokenFile] = await Promise.all([app.service.address(), app.service.tokenFile()])
    const places = await app.places.withTokens()
    const { version } = app
    ensureWorker({ runtime, dataDirectory, environment, url, tokenFile, harnesses, places, version })
    const health = await app.service.client.call('health')
    if (!health.ok) return { ...app.live.worker, isThere: false }
    app.live.lastSequence = Math.max(app.live.lastSequence, health.value.last_sequence)
    const { working, workers } = health.value
    return { working, workers, isThere: workers > 0, problem: null }
  } catch (error) {
    return { working: 0, workers: 0, isThere: false, problem: messageOf(error) }
  }
}

/** Of agents that are taken for working: a hook of theirs may have found the service away. */
async function tellUnsent(app: App): Promise<void> {
  for (const one of app.conversations.all.values()) {
    const isAtWork = one.lastState === 'INPROGRESS' || one.lastState === 'BLOCKED'
    if (one.place !== 'local' || one.isKilled || !isAtWork) continue
    await tellUnsentSignals(one, runDirectoryOf(app.place.dataDirectory, one.runId), app.service.client)
  }
}

async function adoptLocalRoots(app: App): Promise<void> {
  const query = { execution_location: 'LOCAL' as const, state: 'QUEUED' as const, limit: runsPageMax }
  const listed = await app.service.client.call('listRuns', { query })
  if (!listed.ok) return
  const runs = listed.value.runs.flatMap((row) => RunItem.safeParse(row).data ?? [])
  // As they were started: that is the order in which families stand.
  for (const run of runs.toSorted((one, other) => one.created_at.localeCompare(other.created_at))) {
    const isRoot = !run.parent_run_id && !app.conversations.ofRun(run.run_id)
    if (isRoot) await app.agents.adopt(run, null)
  }
}
