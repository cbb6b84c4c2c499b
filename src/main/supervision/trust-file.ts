import { randomUUID } from 'node:crypto'
import { readFile, realpath, rename, stat, writeFile } from 'node:fs/promises'
import { z } from 'zod'
import type { TrustEntry } from '../../shared/harness/harness.ts'

const Projects = z.looseObject({ projects: z.record(z.string(), z.looseObject({})).optional() })

/** The file's JSON with the trust of one directory added; null when it already stands there. Every other key is kept. */
export function withTrust(json: unknown, directory: string): object | null {
  const file = Projects.parse(json)
  const project = file.projects?.[directory] ?? {}
  if (project['hasTrustDialogAccepted'] === true) return null
  return {
    ...file,
    projects: { ...file.projects, [directory]: { ...project, hasTrustDialogAccepted: true } },
  }
}

/**
 * Adds the trust of a directory that a person chose to the harness's own file, atomically. A file that is missing or
 * cannot be read is left alone: a harness that was never set up must say so itself.
 */
export function addTrust(entry: TrustEntry): Promise<Trusted> {
  const added = last.then(() => add(entry))
  last = added.catch(() => {}) // the failure is its caller's; the next one begins anew
  return added
}

type Trusted = 'added' | 'was-there' | 'not-set-up'

/** Launches overlap; each must read what the one before has written. */
let last: Promise<unknown> = Promise.resolve()

async function add(entry: TrustEntry): Promise<Trusted> {
  let text: string
  let file: string
  try {
    file = await realpath(entry.file) // a dotfile that is a link stays one
    text = await readFile(file, 'utf8')
  } catch {
    return 'not-set-up'
  }
  let changed: object | null
  try {
    changed = withTrust(JSON.parse(text), entry.directory)
  } catch {
    return 'not-set-up'
  }
  if (changed === null) return 'was-there'
  const { mode } = await stat(file)
  const draft = `${file}.reveille-${randomUUID()}`
  await writeFile(draft, JSON.stringify(changed, null, 2), { mode: mode & 0o777 })
  await rename(draft, file)
  return 'added'
}
