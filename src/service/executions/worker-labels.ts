import type { RunConfig } from '../../shared/contract/api/run.ts'

const anyHost = 'warp' // what the Oz API calls a worker of the service's own choice

/** What a worker must offer to execute a run with this configuration. */
export function labelsOf(config: RunConfig | null): readonly string[] {
  const host = config?.worker_host
  const labels = config?.worker_labels ?? []
  return [...new Set(host === undefined || host === anyHost ? labels : [host, ...labels])]
}
