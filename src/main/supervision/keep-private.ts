import { chmod, stat } from 'node:fs/promises'

/** Takes a file with secrets away from everybody but its owner; one that is not there is nobody's. Its content stays. */
export async function keepPrivate(file: string): Promise<void> {
  const mode = await stat(file).then(
    (found) => found.mode & 0o777,
    () => 0,
  )
  if ((mode & 0o077) !== 0) await chmod(file, 0o600)
}
