import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createApiClient } from '../shared/contract/api/api-client.ts'
import type { ApiClient, Fetch } from '../shared/contract/api/client.ts'
import { apiBase } from '../shared/contract/api/api-base.ts'
import { ServiceFile } from '../shared/contract/api/service.ts'
import { systemClock } from '../shared/kernel/system-clock.ts'
import { claimWaitMs, requestTimeoutMs } from '../shared/limits.ts'

/** The service as a worker sees it: one client for everything, one that waits long enough for the long poll. */
export type ServiceLink = {
  readonly client: ApiClient
  readonly claiming: ApiClient
  /** Asks for executions no more, also with a question that is still open: an answer to it would be nobody's. */
  readonly hangUp: () => void
  readonly address: () => Promise<string>
  /** The embedded service's file, when there is one beside its token: it tells the port after a restart. */
  readonly serviceFile: string | null
}

/** Opens the link. The token is read again at each request, so that a changed one needs no restart. */
export function openService(url: string, tokenFile: string): ServiceLink {
  const serviceFile = join(dirname(tokenFile), 'service.json')
  const address = async (): Promise<string> => {
    const known = await readServiceFile(serviceFile)
    return `${(known?.url ?? url).replace(/\/+$/, '').replace(/\/api\/v1$/, '')}${apiBase}`
  }
  const token = async (): Promise<string> => (await readFile(tokenFile, 'utf8')).trim()
  const over = new AbortController()
  const fetchClaim: Fetch = (url, { signal, ...init }) =>
    fetch(url, {
      ...init,
      signal: AbortSignal.any(signal === undefined ? [over.signal] : [signal, over.signal]),
    })
  const known = { address, token, clock: systemClock }
  return {
    client: createApiClient({ ...known, fetch, timeoutMs: requestTimeoutMs }),
    claiming: createApiClient({ ...known, fetch: fetchClaim, timeoutMs: claimWaitMs + requestTimeoutMs }),
    hangUp: () => over.abort(),
    address,
    serviceFile: existsSync(serviceFile) ? serviceFile : null,
  }
}

async function readServiceFile(file: string): Promise<ServiceFile | null> {
  try {
    return ServiceFile.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch {
    return null // a service on another machine has none here: the address on the command line counts
  }
}
