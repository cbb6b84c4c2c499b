import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { AgentTemplate } from '../../shared/domain/agent-template.ts'
import { Emitter } from '../../shared/kernel/emitter.ts'
import type { Versioned } from '../../shared/kernel/versioned.ts'
import { templatesMax } from '../../shared/window-limits.ts'
import type { OwnFile } from './own-files.ts'
import type { StoredFile } from './stored-file.ts'

/** As stored: what is no template of this version stays where it is. */
export const templatesShape: Versioned<unknown[]> = {
  version: 1,
  schema: z.array(z.unknown()),
  migrations: {},
}

/** The templates for starting agents: the one writer of their file. */
export class Templates {
  readonly #file: StoredFile<unknown[]>
  #all: readonly AgentTemplate[] = []
  #unread: readonly unknown[] = []
  readonly #changed = new Emitter<void>()
  readonly onChanged = this.#changed.event

  constructor(file: StoredFile<unknown[]>) {
    this.#file = file
    this.#take(file.initial)
  }

  /** In the order in which they were first saved. */
  get all(): readonly AgentTemplate[] {
    return this.#all
  }

  /** Saves it under its id, or as a new one; null when there are too many. */
  save({ id, ...template }: Omit<AgentTemplate, 'id'> & { readonly id: string | null }): string | null {
    const saved = { id: id ?? randomUUID(), ...template }
    const isKnown = this.#all.some((one) => one.id === saved.id)
    if (!isKnown && this.#all.length >= templatesMax) return null
    this.#set(isKnown ? this.#all.map((one) => (one.id === saved.id ? saved : one)) : [...this.#all, saved])
    return saved.id
  }

  remove(id: string): void {
    this.#set(this.#all.filter((one) => one.id !== id))
  }

  /** The file as people may write it themselves. */
  get ownFile(): OwnFile {
    const data = z.array(AgentTemplate)
    return {
      name: 'templates',
      schema: z.toJSONSchema(z.object({ $schema: z.string().optional(), version: z.literal(1), data })),
      adopt: (written) => {
        const all = templatesShape.schema.safeParse(written)
        if (!all.success) return ['"data" must be a list of templates']
        if (JSON.stringify(all.data) === JSON.stringify([...this.#all, ...this.#unread])) return []
        const problems = this.#take(all.data)
        this.#changed.fire()
        return problems
      },
    }
  }

  #take(written: readonly unknown[]): readonly string[] {
    const read = written.map((one) => ({ one, parsed: AgentTemplate.safeParse(one) }))
    this.#all = read.flatMap(({ parsed }) => parsed.data ?? []).slice(0, templatesMax)
    this.#unread = read.flatMap(({ one, parsed }) => (parsed.success ? [] : [one]))
    return read.flatMap(({ parsed }, index) => {
      const issue = parsed.error?.issues[0]
      return issue ? [`template ${index + 1}, ${issue.path.join('.')}: ${issue.message}`] : []
    })
  }

  #set(all: readonly AgentTemplate[]): void {
    this.#all = all
    this.#file.write([...all, ...this.#unread])
    this.#changed.fire()
  }
}
