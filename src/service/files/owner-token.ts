import { newToken } from '../tokens.ts'
import { readPrivateFile, writePrivateFile } from './private-file.ts'

/** The owner's token: made once, kept for good. An empty or cut file gets a new one. */
export function ownerToken(path: string): string {
  const kept = readPrivateFile(path)?.trim()
  if (kept !== undefined && /^[A-Za-z0-9_-]{32,}$/.test(kept)) return kept
  const made = newToken()
  writePrivateFile(path, `${made}\n`)
  return made
}
