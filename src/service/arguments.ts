import { parseArgs } from 'node:util'
import { defaultRetention, type Retention } from './events/compaction.ts'
import { StartFailure } from './start-failure.ts'
import { ownVersion } from './version.ts'

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
  readonly retention: Retention
}

const usage =
  'usage: --data-dir DIR [--port N] [--host HOST] [--allowed-host NAME]... [--config FILE] [--ready-json] ' +
  '[--keep-events N] [--keep-days N]'
const dayMs = 24 * 60 * 60 * 1_000

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
    allowedHosts: (values['allowed-host'] ?? []).map(allowedHost),
    ...(values.config === undefined ? {} : { configFile: values.config }),
    version: values['app-version'] ?? ownVersion(),
    retention: {
      events: wholeNumber('--keep-events', values['keep-events']) ?? defaultRetention.events,
      ms: (wholeNumber('--keep-days', values['keep-days']) ?? defaultRetention.ms / dayMs) * dayMs,
    },
  }
}

export type Keeping = { readonly what: 'backup' | 'restore'; readonly file: string; readonly dataDir: string }

/** `backup FILE --data-dir DIR` and `restore FILE --data-dir DIR`; null when the service itself is meant. */
export function readKeeping(argv: readonly string[]): Keeping | null {
  const [what, file = '', option, dataDir = ''] = argv
  if (what !== 'backup' && what !== 'restore') return null
  const isUnderstood = argv.length === 4 && file !== '' && option === '--data-dir' && dataDir !== ''
  if (isUnderstood) return { what, file, dataDir }
  throw new StartFailure('bad-arguments', `usage: ${what} FILE --data-dir DIR`)
}

/** What the option says; null when it is not given. */
function wholeNumber(option: string, text: string | undefined): number | null {
  if (text === undefined) return null
  if (/^\d{1,9}$/.test(text) && Number(text) > 0) return Number(text)
  throw new StartFailure('bad-arguments', `${option}: a whole number above 0; ${usage}`)
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
        'keep-events': { type: 'string' },
        'keep-days': { type: 'string' },
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
