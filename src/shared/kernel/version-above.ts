/** Reads the text of a file; null when there is none. */
export type ReadText = (file: string) => string | null

/**
 * The version of this installation: of the package above `from`, or of the one the packaged app wrote beside its programs.
 * `unknown` when there is none.
 */
export function versionAbove(
  from: string,
  readText: ReadText,
  parentOf: (directory: string) => string,
): string {
  for (let directory = from; ; directory = parentOf(directory)) {
    const version = versionIn(readText(`${directory}/package.json`))
    if (version !== null) return version
    if (parentOf(directory) === directory) return 'unknown'
  }
}

function versionIn(text: string | null): string | null {
  try {
    const json: unknown = JSON.parse(text ?? 'null')
    const isOurs = typeof json === 'object' && json !== null && 'name' in json && json.name === 'reveille'
    return isOurs && 'version' in json && typeof json.version === 'string' ? json.version : null
  } catch {
    return null // somebody else's, and broken: the directory above
  }
}
