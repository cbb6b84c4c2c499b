import type { ApiClient } from '../../shared/contract/api/client.ts'
import type { AgentView } from '../../shared/contract/app.ts'
import { rootOf } from '../../shared/domain/family.ts'
import type { RunId } from '../../shared/domain/ids.ts'
import { Emitter } from '../../shared/kernel/emitter.ts'
import { familiesPerListMax } from '../../shared/limits.ts'
import type { Conversations } from '../store/conversations.ts'

type WakesOn = AgentView['wakesOn']

/** What wakes agents besides messages, as the service had it last; it tells nobody when that changes, so it is asked. */
export class Armed {
  readonly #conversations: Conversations
  readonly #client: ApiClient
  readonly #changed = new Emitter<void>()
  readonly onChanged = this.#changed.event
  #known: ReadonlyMap<RunId, WakesOn> = new Map()

  constructor(conversations: Conversations, client: ApiClient) {
    this.#conversations = conversations
    this.#client = client
  }

  of(runId: RunId): WakesOn {
    return this.#known.get(runId) ?? []
  }

  /** Asks for all families that are shown. Those that cannot be asked for keep what was known of them. */
  async look(): Promise<void> {
    const { all } = this.#conversations
    const living = [...all.values()].filter((one) => !one.isKilled)
    const roots = [...new Set(living.map((one) => rootOf(all, one).runId))]
    const next = new Map(this.#known)
    for (let from = 0; from < roots.length; from += familiesPerListMax) {
      const ancestor_run_id = roots.slice(from, from + familiesPerListMax)
      const listed = await this.#client.call('armedRuns', { query: { ancestor_run_id } })
      if (!listed.ok) continue
      for (const { run_id, wakes_on } of listed.value.runs)
        next.set(
          run_id,
          wakes_on.flatMap((cause): WakesOn => {
            if (cause.kind === 'message') return []
            const nextAt = cause.next_at ? Date.parse(cause.next_at) : null
            return [
              {
                kind: cause.kind,
                name: cause.name ?? '',
                text: cause.text,
                nextAt,
                problem: cause.last_error ?? null,
              },
            ]
          }),
        )
    }
    if (JSON.stringify([...next]) === JSON.stringify([...this.#known])) return
    this.#known = next
    this.#changed.fire()
  }
}
