import { readlink, stat } from 'node:fs/promises'

/** What may tell where a shell is, best first. */
export type DirectoryFacts = {
  /** As the program told it (OSC 7, 9;9), else where it was started. */
  readonly told: string | null
  readonly pid: number | null
  /** Where the pane was opened. */
  readonly opened: string | null
  readonly home: string
  readonly platform: 'linux' | 'darwin' | 'win32'
}

/**
 * The directory a shell is in, as far as it can be told and exists here: one in a container or on another machine does
 * not. What the system knows of the process comes first: a shell that tells nothing has still moved.
 */
export async function shellDirectory(facts: DirectoryFacts): Promise<string> {
  const candidates = [await processDirectory(facts), facts.told, facts.opened]
  for (const candidate of candidates)
    if (candidate !== null && (await isDirectory(candidate))) return candidate
  return facts.home
}

const processDirectory = ({ pid, platform }: DirectoryFacts): Promise<string | null> =>
  pid === null || platform !== 'linux'
    ? Promise.resolve(null)
    : readlink(`/proc/${pid}/cwd`).catch(() => null)

const isDirectory = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
