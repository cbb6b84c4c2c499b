import type { z } from 'zod'
import { err, ok, type Result } from './result.ts'

/** A stored shape: its version number, its validator, and how to bring each older version up by one. */
export type Versioned<Value> = {
  readonly version: number
  readonly schema: z.ZodType<Value>
  /** `migrations[n]` turns the data of version n into that of version n + 1. */
  readonly migrations: Readonly<Record<number, (data: unknown) => unknown>>
}

/** Why stored data could not be read. The file must be set aside, never erased. */
export type ReadFailure =
  | { readonly kind: 'not-an-envelope' }
  | { readonly kind: 'from-the-future'; readonly version: number }
  | { readonly kind: 'no-migration'; readonly version: number }
  | { readonly kind: 'invalid'; readonly issues: string }

/** Wraps a value for storage. */
export const wrapVersioned = <Value>(shape: Versioned<Value>, data: Value) => ({
  version: shape.version,
  data,
})

/** Reads a stored envelope, migrating it step by step. */
export function readVersioned<Value>(shape: Versioned<Value>, stored: unknown): Result<Value, ReadFailure> {
  if (typeof stored !== 'object' || stored === null || !('version' in stored) || !('data' in stored))
    return err({ kind: 'not-an-envelope' })
  if (typeof stored.version !== 'number') return err({ kind: 'not-an-envelope' })
  if (stored.version > shape.version) return err({ kind: 'from-the-future', version: stored.version })
  let data = stored.data
  for (let version = stored.version; version < shape.version; version += 1) {
    const migrate = shape.migrations[version]
    if (!migrate) return err({ kind: 'no-migration', version })
    data = migrate(data)
  }
  const parsed = shape.schema.safeParse(data)
  return parsed.success ? ok(parsed.data) : err({ kind: 'invalid', issues: parsed.error.message })
}
