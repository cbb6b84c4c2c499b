import { Conversation, storedConversations } from '../../shared/domain/conversation.ts'
import type { ConversationId, PaneId, RunId, TerminalId } from '../../shared/domain/ids.ts'
import { Emitter } from '../../shared/kernel/emitter.ts'
import type { StoredFile } from './stored-file.ts'

/** All conversations: the one writer of their file. Every change is on disk before anybody hears of it. */
export class Conversations {
  readonly #file: StoredFile<unknown[]>
  readonly #all = new Map<ConversationId, Conversation>()
  /** Records that did not parse: written back as they were, so that nothing is lost. */
  readonly #unreadable: unknown[] = []
  readonly #changed = new Emitter<Conversation>()
  readonly onChanged = this.#changed.event

  constructor(file: StoredFile<unknown[]>) {
    this.#file = file
    for (const record of file.initial) {
      const parsed = Conversation.safeParse(record)
      if (parsed.success) this.#all.set(parsed.data.id, parsed.data)
      else this.#unreadable.push(record)
    }
  }

  get unreadableCount(): number {
    return this.#unreadable.length
  }

  get all(): ReadonlyMap<ConversationId, Conversation> {
    return this.#all
  }

  get(id: ConversationId): Conversation | null {
    return this.#all.get(id) ?? null
  }

  ofRun(runId: RunId): Conversation | null {
    return this.#find((one) => one.runId === runId)
  }

  ofTerminal(terminalId: TerminalId): Conversation | null {
    return this.#find((one) => one.terminalId === terminalId)
  }

  ofPane(paneId: PaneId): Conversation | null {
    return this.#find((one) => one.paneId === paneId)
  }

  /** Adds a conversation, or replaces it. */
  put(conversation: Conversation): void {
    this.#all.set(conversation.id, conversation)
    this.#save()
    this.#changed.fire(conversation)
  }

  /** Changes a conversation that still exists; one that was removed stays removed. */
  update(id: ConversationId, change: (now: Conversation) => Conversation): Conversation | null {
    const before = this.#all.get(id)
    if (!before) return null
    const after = change(before)
    if (after !== before) this.put(after)
    return after
  }

  /** Takes back a conversation that never came to be. */
  remove(id: ConversationId): void {
    const gone = this.#all.get(id)
    if (!gone) return
    this.#all.delete(id)
    this.#save()
    this.#changed.fire(gone)
  }

  #find(is: (one: Conversation) => boolean): Conversation | null {
    for (const one of this.#all.values()) if (is(one)) return one
    return null
  }

  #save(): void {
    this.#file.write([...this.#all.values(), ...this.#unreadable])
  }
}

/** The stored shape, for whoever opens the file. */
export const conversationsShape = storedConversations
