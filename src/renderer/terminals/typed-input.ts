import { isTerminalReply } from '../../shared/domain/terminal-replies.ts'
import { heldInputCharsMax } from '../limits.ts'
import { cutInput } from './paste.ts'

/** Reports of the mouse and of the focus: of a screen that is not the one the program has. */
// oxlint-disable-next-line no-control-regex -- escape sequences are what this is about
const reports = /^\x1b\[(?:[IO]$|M|<)/

/**
 * What a person types, on its way to the program. While a screen is replayed it waits: what is typed then is meant for what
 * comes behind it. What the terminal itself says meanwhile is dropped: it answers what was asked long ago.
 */
export class TypedInput {
  readonly #isReplaying: () => boolean
  readonly #send: (part: string) => void
  #held: string[] = []
  #heldChars = 0

  constructor(options: { readonly isReplaying: () => boolean; readonly send: (part: string) => void }) {
    this.#isReplaying = options.isReplaying
    this.#send = options.send
  }

  add(data: string): void {
    if (!this.#isReplaying()) return this.#pass(data)
    if (reports.test(data) || isTerminalReply(data)) return
    if (this.#heldChars + data.length > heldInputCharsMax) return
    this.#held.push(data)
    this.#heldChars += data.length
  }

  /** The replay is over. */
  release(): void {
    const held = this.#held
    this.#held = []
    this.#heldChars = 0
    for (const data of held) this.#pass(data)
  }

  #pass(data: string): void {
    for (const part of cutInput(data)) this.#send(part)
  }
}
