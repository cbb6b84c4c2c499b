import { appendFile, writeFile } from 'node:fs/promises'

/** Writes a transcript as it comes in, part after part; the first begins the file anew. */
export const writeParts =
  (path: string) =>
  (data: string, position: 'first' | 'next'): Promise<void> => {
    const bytes = Buffer.from(data, 'base64')
    return position === 'first' ? writeFile(path, bytes, { mode: 0o600 }) : appendFile(path, bytes)
  }
