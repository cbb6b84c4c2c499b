import { parseArgs } from 'node:util'
import { StartFailure } from './start-failure.ts'

export type ServiceArguments = {
  readonly dataDir: string
  readonly port: number
  readonly host: string
  /** How the ready line is spelled. */
  readonly ready: 'json' | 'text'
  readonly version: string
  readonly configFile?: string
  /** Names by which it may be reached, besides its own address. */
  readonly allowedHosts: readonly string[]
}

const usage =
  'usage: --data-dir DIR [--port N] [--host HOST] [--allowed-host NAME]... [--config FILE] [--ready-json]'

/** Reads the command line; `--app-version` is for whoever starts the service with an app. */
export function readArguments(argv: readonly string[]): ServiceArguments {
  const { values } = parse(argv)
  const dataDir = values['data-dir']
  if (dataDir === undefined || dataDir === '')
    throw new StartFailure('bad-arguments', `--data-dir is required; ${usage}`)
  const port = Number(values.port ?? 0)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new StartFailure('bad-arguments', `--port: 0 to 65535; ${usage}`)
  return {
    dataDir,
    port,
    host: values.host ?? '127.0.0.1',
    ready: values['ready-json'] === true ? 'json' : 'text',
    version: values['app-version'] ?? '0.0.0',
    allowedHosts: (values['allowed-host'] ?? []).map(allowedHost),
    ...(values.config === undefined ? {} : { configFile: values.config }),
  }
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        'data-dir': { type: 'string' },
        port: { type: 'string' },
        host: { type: 'string' },
        'ready-json': { type: 'boolean' },
        'app-version': { type: 'string' },
        'allowed-host': { type: 'string', multiple: true },
        config: { type: 'string' },
      },
    })
  } catch (error) {
    throw new StartFailure(
      'bad-arguments',
      `${error instanceof Error ? error.message : String(error)}; ${usage}`,
      { cause: error },
    )
  }
}

/** A host name, an IPv4 or a bracketed IPv6 address; with a port it counts for that port only. */
function allowedHost(given: string): string {
  if (/^([a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(:\d{1,5})?$/i.test(given)) return given.toLowerCase()
  throw new StartFailure(
    'bad-arguments',
    `--allowed-host: ${given} is not a host name (no scheme, no path, no wildcard); ${usage}`,
  )
}
