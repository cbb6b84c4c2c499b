import { access, rename, writeFile } from 'node:fs/promises'

/** Moves a file that cannot be read away, or a copy of it with `content`; it is never erased. */
export async function setAside(
  path: string,
  because: string,
  log: (line: string) => void,
  content?: Uint8Array,
): Promise<void> {
  for (let number = 1; ; number += 1) {
    const target = `${path}.broken-${number}`
    const isTaken = await access(target).then(
      () => true,
      () => false,
    )
    if (isTaken) continue
    const aside = content ? writeFile(target, content, { mode: 0o600 }) : rename(path, target)
    const failure = await aside.then(
      () => null,
      (error: unknown) => String(error),
    )
    return log(
      failure === null
        ? `a history could not be read and was set aside as ${target}: ${because}`
        : `cannot set ${path} aside: ${failure}`,
    )
  }
}
