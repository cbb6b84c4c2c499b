import { copyFile, mkdir, readdir, rm, stat, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { PlannedLink } from '../../shared/harness/harness.ts'

/** Makes what is the user's stand in the run's directory, too; what was made there before is made anew. */
export async function makeLinks(links: readonly PlannedLink[]): Promise<void> {
  for (const { kind, at, to, without } of links) {
    if (kind === 'directory') {
      await mkdir(to, { recursive: true, mode: 0o700 })
      await link(to, at)
      continue
    }
    await mkdir(at, { recursive: true, mode: 0o700 })
    const names = await readdir(to).catch(() => []) // who has none links none
    for (const name of names) if (!without.includes(name)) await link(join(to, name), join(at, name))
  }
}

async function link(to: string, at: string): Promise<void> {
  await mkdir(dirname(at), { recursive: true, mode: 0o700 })
  await rm(at, { recursive: true, force: true }) // of a link, the link alone
  const isDirectory = await stat(to).then(
    (found) => found.isDirectory(),
    () => false,
  )
  if (process.platform === 'win32' && !isDirectory) await copyFile(to, at) // a link to a file needs a privilege there
  else await symlink(to, at, isDirectory ? 'junction' : 'file')
}
