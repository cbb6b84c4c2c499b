import { createHash } from 'node:crypto'
import { chmodSync, lstatSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/** The longest path a Unix socket may have, its final NUL left out; macOS allows four less than Linux. */
const socketPathBytesMax = 103

/** Where the host of this data folder listens. Makes the folder, for this user only; throws when it is another's. */
export function placeSocket(options: {
  readonly dataDir: string
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
}): string {
  const name = createHash('sha256').update(resolve(options.dataDir)).digest('hex').slice(0, 16)
  if (options.platform === 'win32') return `\\\\.\\pipe\\reveille-${name}`
  const user = process.getuid?.() ?? 0
  const bases = [options.env['XDG_RUNTIME_DIR'] ?? '', tmpdir(), '/tmp'].filter((base) => base !== '')
  const failures: unknown[] = []
  for (const base of bases) {
    const folder = join(base, `reveille-${user}`)
    const path = join(folder, `${name}.sock`)
    if (Buffer.byteLength(path) > socketPathBytesMax) continue
    try {
      makeOwnFolder(folder, user)
      return path
    } catch (error) {
      failures.push(error) // the next place may do
    }
  }
  throw new Error(`no folder for the socket of the pty host: ${bases.join(', ')}`, { cause: failures[0] })
}

/** A folder in a shared place can be put there by somebody else first, or be a link to elsewhere. */
function makeOwnFolder(folder: string, user: number): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const found = lstatSync(folder)
  if (!found.isDirectory() || found.uid !== user) throw new Error(`${folder} is not a folder of this user`)
  if ((found.mode & 0o077) !== 0) chmodSync(folder, 0o700)
}
