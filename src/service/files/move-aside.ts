import { existsSync, renameSync } from 'node:fs'

/** Gives a database and what SQLite keeps beside it a name that nobody opens; answers the name. Nothing is erased. */
export function moveAside(file: string, why: 'damaged' | 'replaced', now: number): string {
  const stamp = new Date(now).toISOString().replaceAll(/[:.]/g, '-')
  let aside = `${file}.${why}-${stamp}`
  for (let other = 2; existsSync(aside); other += 1) aside = `${file}.${why}-${stamp}-${other}`
  for (const suffix of ['', '-wal', '-shm'])
    if (existsSync(`${file}${suffix}`)) renameSync(`${file}${suffix}`, `${aside}${suffix}`)
  return aside
}
