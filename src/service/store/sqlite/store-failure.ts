import { StoreFailure } from '../store.ts'

/** SQLite's primary result codes that are the disk's doing, not ours. */
const kinds: Readonly<Record<number, StoreFailure['kind']>> = {
  5: 'busy', // SQLITE_BUSY: another process writes; SQLite has waited as long as it was told to
  6: 'busy', // SQLITE_LOCKED
  7: 'io', // SQLITE_NOMEM
  8: 'io', // SQLITE_READONLY: the file system was made so
  10: 'io', // SQLITE_IOERR
  11: 'damaged', // SQLITE_CORRUPT
  13: 'full', // SQLITE_FULL
  14: 'io', // SQLITE_CANTOPEN
  26: 'damaged', // SQLITE_NOTADB
}
const writeNoSpace = [778, 1034] // SQLITE_IOERR_WRITE and _FSYNC: with ENOSPC or EDQUOT below, some file systems say only this

/** The failure of the disk behind an error of SQLite; null when it is none. */
export function storeFailureOf(error: unknown): StoreFailure | null {
  if (error instanceof StoreFailure) return error
  if (!(error instanceof Error) || !('errcode' in error)) return null
  const code = Number(error.errcode)
  const kind =
    writeNoSpace.includes(code) && /no space|quota/i.test(error.message) ? 'full' : kinds[code & 0xff]
  return kind === undefined ? null : new StoreFailure(kind, { cause: error })
}
