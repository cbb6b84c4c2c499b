import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The version of this installation: of the package above this program, or of the one the packaged app wrote beside it. */
export function ownVersion(from: string = import.meta.dirname): string {
  for (let directory = from; ; directory = dirname(directory)) {
    const version = versionIn(join(directory, 'package.json'))
    if (version !== null) return version
    if (dirname(directory) === directory) return 'unknown'
  }
}

function versionIn(file: string): string | null {
  try {
    const json: unknown = JSON.parse(readFileSync(file, 'utf8'))
    const isOurs = typeof json === 'object' && json !== null && 'name' in json && json.name === 'reveille'
    return isOurs && 'version' in json && typeof json.version === 'string' ? json.version : null
  } catch {
    return null // none here: the directory above
  }
}
