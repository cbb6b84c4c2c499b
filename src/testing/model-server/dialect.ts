import type { ScriptEntry, ScriptStep } from './script.ts'

/** A request to a model as the script needs it, whatever the vendor's format. */
export type DialectRequest = {
  readonly model: string
  readonly isStream: boolean
  readonly entries: readonly ScriptEntry[]
  /** A title, a router, a probe: answered sanely, and no step of the conversation. */
  readonly side: ScriptStep | null
  readonly body: unknown
}

/** How one vendor's API is spoken. */
export type Dialect = {
  readonly matches: (path: string) => boolean
  /** Null when the body is not one of this API's. */
  readonly read: (body: unknown, path: string) => DialectRequest | null
  /** The name of the tool that runs a shell command, and its input. */
  readonly shell: (command: string) => {
    readonly name: string
    readonly input: Readonly<Record<string, unknown>>
  }
  readonly whole: (id: string, request: DialectRequest, step: ScriptStep) => string
  readonly streamed: (id: string, request: DialectRequest, step: ScriptStep) => readonly string[]
  readonly error: (status: number) => string
}

/** A text in the pieces in which a model would send it. */
export const wordsOf = (text: string): string[] => (text.match(/\S*\s*/g) ?? []).filter(Boolean)
