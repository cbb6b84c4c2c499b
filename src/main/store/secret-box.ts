/** Seals short secrets with what the system keeps for this user. Null where it keeps nothing, or cannot open it any more. */
export type SecretBox = {
  readonly seal: (text: string) => Promise<Buffer | null>
  readonly open: (sealed: Buffer) => Promise<string | null>
}
