import type { z } from 'zod'
import { jsonDepthMax } from '../../shared/http-limits.ts'
import { Refusal } from '../refusal.ts'
import { isDeeperThan } from './json-depth.ts'

const issuesShown = 5

/** Parses one part of a request; refuses with 400 and says which field and why, never with what value. */
export function parsePart<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const issues = parsed.error.issues.slice(0, issuesShown).map((issue) => {
    const path = issue.path.join('.')
    return path === '' ? issue.message : `${path}: ${issue.message}`
  })
  throw new Refusal('invalid_request', issues.join('; '))
}

type QueryValue = string | string[]

/**
 * A query as the schemas expect it: a parameter that stands once is one value, `run_ids[]` is `run_ids`, and
 * `metadata[team]` is the key `team` of `metadata`.
 */
export function queryValues(
  queries: Readonly<Record<string, readonly string[]>>,
): Record<string, QueryValue | Record<string, QueryValue>> {
  const values = new Map<string, string[]>()
  const records = new Map<string, Record<string, QueryValue>>()
  for (const [name, given] of Object.entries(queries)) {
    const [, outer, inner] = /^(\w+)\[(.+)\]$/.exec(name) ?? []
    const plain = name.replace(/\[\]$/, '')
    if (outer !== undefined && inner !== undefined)
      records.set(outer, { ...records.get(outer), [inner]: single(given) })
    else values.set(plain, [...(values.get(plain) ?? []), ...given])
  }
  return Object.fromEntries([
    ...[...values].map(([name, given]) => [name, single(given)] as const),
    ...[...records].map(([name, record]) => [name, record] as const),
  ])
}

const single = (given: readonly string[]): QueryValue => (given.length === 1 ? (given[0] ?? '') : [...given])

/** The body's JSON; undefined without a body. */
export function jsonBody(text: string, contentType: string | undefined): unknown {
  if (text === '') return undefined
  if (!/^application\/json\s*(;|$)/i.test(contentType ?? ''))
    throw new Refusal('invalid_request', 'Content-Type: application/json is required')
  if (isDeeperThan(text, jsonDepthMax))
    throw new Refusal('invalid_request', `the body is nested deeper than ${jsonDepthMax} levels`)
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Refusal(
      'invalid_request',
      `the body is not JSON (${error instanceof SyntaxError ? 'syntax' : 'size'})`,
    )
  }
}

/** `Idempotency-Key`; null when the request has none. */
export function idempotencyKey(header: string | undefined, charsMax: number): string | null {
  if (header === undefined) return null
  if (header === '' || header.length > charsMax)
    throw new Refusal('invalid_request', `Idempotency-Key: 1 to ${charsMax} characters`)
  return header
}
