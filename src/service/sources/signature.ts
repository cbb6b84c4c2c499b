import { createHmac, timingSafeEqual } from 'node:crypto'
import { webhookToleranceMs } from '../../shared/limits.ts'

export type SignatureHeaders = {
  /** `X-Hub-Signature-256` */
  readonly github: string | undefined
  /** `X-Reveille-Signature` */
  readonly generic: string | undefined
}

/** Null when the sender knew the secret; else why the request is refused. */
export function refusedBySignature(
  verify: 'github' | 'generic',
  secret: string,
  body: Buffer,
  headers: SignatureHeaders,
  now: number,
): string | null {
  return verify === 'github'
    ? refusedByGithub(secret, body, headers.github)
    : refusedByGeneric(secret, body, headers.generic, now)
}

/** GitHub's scheme: `sha256=` and the hex HMAC-SHA256 of the body as it was sent. */
function refusedByGithub(secret: string, body: Buffer, header: string | undefined): string | null {
  const given = /^sha256=([0-9a-f]{64})$/.exec(header ?? '')?.[1]
  if (given === undefined) return 'X-Hub-Signature-256: sha256=<hex> is required'
  return isSame(given, hmac(secret, [body]))
    ? null
    : 'X-Hub-Signature-256 does not fit the body and the secret'
}

/** Ours: the signed time bounds how long a copy of the request can be sent again. */
function refusedByGeneric(
  secret: string,
  body: Buffer,
  header: string | undefined,
  now: number,
): string | null {
  const [, seconds, given] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(header ?? '') ?? []
  if (seconds === undefined || given === undefined)
    return 'X-Reveille-Signature: t=<unix seconds>,v1=<hex> is required'
  if (!isSame(given, hmac(secret, [`${seconds}.`, body])))
    return 'X-Reveille-Signature does not fit the time, the body and the secret'
  return Math.abs(now - Number(seconds) * 1_000) > webhookToleranceMs
    ? `X-Reveille-Signature: its time is more than ${webhookToleranceMs / 1_000} s away from the service's`
    : null
}

const hmac = (secret: string, parts: readonly (string | Buffer)[]): string => {
  const made = createHmac('sha256', secret)
  for (const part of parts) made.update(part)
  return made.digest('hex')
}

/** Both are 64 hex characters. */
const isSame = (one: string, other: string): boolean => timingSafeEqual(Buffer.from(one), Buffer.from(other))
