import { readFile } from 'node:fs/promises'
import { ServiceFile } from '../../shared/contract/api/service.ts'
import { leaveWithinMs } from '../../shared/limits.ts'
import type { App } from '../app.ts'
import { isSameProcess } from './process-identity.ts'
import { stopWorker } from './worker-process.ts'

/**
 * What stays when a person quits: agents that live keep their pty host and their service, so that they can go on and
 * write. With nothing alive and nothing working remotely all background processes end too.
 */
export async function leaveBackground(app: App): Promise<'stays' | 'ended'> {
  const { host, living } = app.terminals
  const health = await app.service.client.call('health')
  if (living.length > 0 || !health.ok || health.value.working > 0) return 'stays'
  stopWorker(app.place.dataDirectory)
  await host?.shutdown().catch(() => {}) // it may be gone already
  const service = ServiceFile.parse(JSON.parse(await readFile(app.service.serviceFile, 'utf8')))
  if (service.startTime !== null && isSameProcess(service.pid, service.startTime))
    process.kill(service.pid, 'SIGTERM')
  return 'ended'
}

/** The same within a bound: quitting must not hang on a service that does not answer. */
export const leaveInTime = (app: App): Promise<unknown> =>
  Promise.race([
    leaveBackground(app).catch(() => 'stays'), // what cannot be asked is left alone
    new Promise((resolve) => app.clock.after(leaveWithinMs, () => resolve('stays'))),
  ])
