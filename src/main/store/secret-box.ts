/** Seals short secrets with what the system keeps for this user. Null where it keeps nothing, or cannot open it any more. */
export type SecretBox = {
  readonly seal: (text: string) => Promise<Buffer | null>
  readonly open: (sealed: Buffer) => Promise<string | null>
}

/** What Electron says of the system's keystore. `backend` is Linux's choice and stands for nothing elsewhere. */
export type KeystoreFacts = {
  readonly platform: string
  readonly isEncryptionAvailable: boolean
  readonly backend: string
}

const linuxKeystores: ReadonlySet<string> = new Set(['gnome_libsecret', 'kwallet', 'kwallet5', 'kwallet6'])

/**
 * Whether secrets can be kept. On Linux without a secret service Electron "encrypts" with a key that stands in its source
 * (`basic_text`), and before it is up it does not know (`unknown`): neither is a keystore.
 */
export function keepsSecrets({ platform, isEncryptionAvailable, backend }: KeystoreFacts): boolean {
  return isEncryptionAvailable && (platform !== 'linux' || linuxKeystores.has(backend))
}
