import type { TerminalId } from '../../shared/domain/ids.ts'
import { harnessNamed } from '../../shared/harness/registry.ts'
import { Disposables, type Disposable } from '../../shared/kernel/disposables.ts'
import { interruptWindowMs } from '../../shared/limits.ts'
import type { App } from '../app.ts'

/**
 * The Ctrl-C rule: a harness may say nothing when a person breaks its turn off. Ctrl-C or Escape in the pane of an agent
 * that works opens a window; when nothing is heard of the run in it, the turn counts as cancelled. What is heard later
 * sets it right again.
 */
export function watchInterrupts(
  app: Pick<App, 'person' | 'conversations' | 'clock'> & { readonly service: Pick<App['service'], 'client'> },
): Disposable {
  const life = new Disposables()
  const windows = new Map<TerminalId, Disposable>()
  const { conversations, clock, service } = app
  life.add(
    app.person.onInterrupted((terminalId) => {
      const before = conversations.ofTerminal(terminalId)
      const isAtWork = before?.lastState === 'INPROGRESS' || before?.lastState === 'BLOCKED'
      if (!before || !isAtWork || before.session === null) return
      if (!harnessNamed(before.harness)?.abilities.hasHooks) return // its process ends, which is told
      const { runId, session } = before
      windows.get(terminalId)?.dispose()
      windows.set(
        terminalId,
        clock.after(interruptWindowMs, () => {
          const now = conversations.get(before.id)
          const isSilent = now?.lastState === before.lastState && now?.turnBeganAt === before.turnBeganAt
          if (!isSilent || now?.isKilled !== false) return
          const signal = { kind: 'interrupted' as const, session_id: session }
          // A service that is away hears nothing; the next turn tells.
          void service.client.call('reportSignal', { params: { run_id: runId }, body: { signal } })
        }),
      )
    }),
  )
  life.add({ dispose: () => windows.forEach((timer) => timer.dispose()) })
  return life
}
