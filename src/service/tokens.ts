import { hash, randomBytes, timingSafeEqual } from 'node:crypto'

/** A secret that nobody guesses: 32 random bytes. */
export const newToken = (): string => randomBytes(32).toString('base64url')

/** What is stored of a run's token. */
export const hashToken = (token: string): string => hash('sha256', token, 'base64url')

/** Whether both are the same, in a time that tells nothing of where they differ. */
export const isSameHash = (a: string, b: string): boolean => timingSafeEqual(Buffer.from(a), Buffer.from(b))
