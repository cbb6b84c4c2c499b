import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serve, type RunningService, type ServeOptions } from '../service/serve.ts'
import { createApiClient } from '../shared/contract/api/api-client.ts'
import type { CallInput, CallOutput, RequestFailure } from '../shared/contract/api/client.ts'
import type { RouteName } from '../shared/contract/api/routes.ts'
import { systemClock } from '../shared/kernel/system-clock.ts'

/** Asks the service as one caller. */
export type Asking = {
  /** The answer; throws when the request is refused. */
  readonly ask: <Name extends RouteName>(name: Name, input?: CallInput<Name>) => Promise<CallOutput<Name>>
  /** The code of the refusal; throws when the request is answered. */
  readonly refusal: <Name extends RouteName>(name: Name, input?: CallInput<Name>) => Promise<string>
}

/** A caller with this token of the service at this address. */
export function asking(url: string, token: string): Asking {
  const client = createApiClient({ address: () => url, token: () => token, fetch, clock: systemClock })
  return {
    ask: async (name, input) => {
      const result = await client.call(name, input)
      if (result.ok) return result.value
      throw new Error(`${name}: ${describe(result.error)}`)
    },
    refusal: async (name, input) => {
      const result = await client.call(name, input)
      if (!result.ok) return result.error.kind === 'refused' ? result.error.code : result.error.kind
      throw new Error(`${name} was answered: ${JSON.stringify(result.value)}`)
    },
  }
}

const describe = (failure: RequestFailure): string =>
  failure.kind === 'refused' ? `${failure.code}: ${failure.message}` : `${failure.kind}: ${failure.message}`

/** A directory of its own for one service. */
export type ServiceDirectory = { readonly path: string; readonly dispose: () => void }
export function serviceDirectory(): ServiceDirectory {
  const path = mkdtempSync(join(tmpdir(), 'reveille-service-'))
  return { path, dispose: () => rmSync(path, { recursive: true, force: true }) }
}

/** A real service in this process, on a free port, with a directory of its own. */
export type TestService = RunningService & {
  readonly directory: string
  readonly owner: Asking
  readonly as: (token: string) => Asking
  readonly [Symbol.asyncDispose]: () => Promise<void>
}
export async function testService(options: Partial<ServeOptions> = {}): Promise<TestService> {
  const own = options.dataDir === undefined ? serviceDirectory() : null
  const dataDir = options.dataDir ?? own?.path ?? ''
  const service = await serve({ port: 0, log: () => {}, ...options, dataDir })
  return {
    ...service,
    directory: dataDir,
    owner: asking(service.url, service.token),
    as: (token) => asking(service.url, token),
    [Symbol.asyncDispose]: async () => {
      await service.close()
      own?.dispose()
    },
  }
}
