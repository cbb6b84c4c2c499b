import { messageOf } from '../../shared/kernel/message-of.ts'
import { workerLookMs } from '../../shared/limits.ts'
import type { App } from '../app.ts'
import { ensureWorker } from './worker-process.ts'

/** Looks after the worker beside the embedded service for as long as the app runs, and tells how much it does. */
export function keepWorker(app: App): void {
  const look = async (): Promise<void> => {
    const before = JSON.stringify(app.live.worker)
    app.live.worker = await lookAfterWorker(app)
    if (JSON.stringify(app.live.worker) !== before) app.live.changed.fire()
    app.clock.after(workerLookMs, () => void look())
  }
  void look()
}

async function lookAfterWorker(app: App): Promise<App['live']['worker']> {
  const { runtime, dataDirectory, environment } = app.place
  const harnesses = app.live.harnesses.filter((one) => one.isAvailable).map((one) => one.name)
  try {
    const [url, tokenFile] = await Promise.all([app.service.address(), app.service.tokenFile()])
    ensureWorker({ runtime, dataDirectory, environment, url, tokenFile, harnesses })
    const health = await app.service.client.call('health')
    if (!health.ok) return { ...app.live.worker, isThere: false }
    app.live.lastSequence = Math.max(app.live.lastSequence, health.value.last_sequence)
    return { working: health.value.working, isThere: health.value.workers > 0, problem: null }
  } catch (error) {
    return { working: 0, isThere: false, problem: messageOf(error) }
  }
}
