import type { TerminalColours } from '../../shared/contract/host.ts'
import type { Clock } from '../../shared/kernel/clock.ts'
import type { Disposable } from '../../shared/kernel/disposables.ts'
import type { FlatScreen, HistoryStep } from '../history/history-file.ts'
import { Mirror } from '../mirror.ts'
import type { ParseTurns } from '../parse-turns.ts'
import type { FromScreen } from './screen-messages.ts'

type Size = { readonly cols: number; readonly rows: number }

/** A mirror in use. */
export type OpenMirror = Disposable & { readonly mirror: Mirror }

/**
 * A mirror that has shown `steps` again and tells what happens from then on. Nothing it was shown again is answered,
 * announced or counted a second time.
 */
export function openMirror(options: {
  readonly steps: readonly HistoryStep[]
  readonly size: Size
  readonly turns: ParseTurns
  readonly clock: Clock
  readonly colours: () => TerminalColours
  readonly tell: (message: FromScreen) => void
}): Promise<OpenMirror> {
  const { steps, turns, tell, clock, colours } = options
  const first = steps[0]?.kind === 'screen' ? steps[0].screen : options.size
  const flat = flatStart(steps, options.size)
  const { cols, rows } = first
  const mirror = new Mirror({ cols, rows, turns, clock, colours, above: flat?.above ?? null })
  for (const step of steps) {
    if (step.kind === 'output') mirror.feed(step.bytes)
    else if (step.kind === 'resized') mirror.resize(step.cols, step.rows)
    else {
      const screen = flat?.front ?? step.screen
      mirror.resize(screen.cols, screen.rows)
      mirror.feed(screen.serialized)
      mirror.feed(screen.unfinished)
    }
  }
  mirror.resize(options.size.cols, options.size.rows)
  return new Promise((resolve) => {
    mirror.whenParsed(() => {
      mirror.onParsed((bytes) => tell({ kind: 'consumed', bytes }))
      mirror.onReply((reply) => tell({ kind: 'reply', reply }))
      mirror.onTitle((title) => tell({ kind: 'title', title }))
      mirror.onDirectory((cwd) => tell({ kind: 'directory', cwd }))
      mirror.onSignal((signal) => tell({ kind: 'signal', signal }))
      mirror.onBell(() => tell({ kind: 'bell' }))
      resolve({ mirror, dispose: () => mirror.dispose() })
    })
  })
}

/** The screen to begin with where its scrollback need not be read: no line of it comes back, as no size changes. */
function flatStart(steps: readonly HistoryStep[], { cols, rows }: Size): FlatScreen | null {
  const [first, ...rest] = steps
  if (first?.kind !== 'screen' || !first.flat) return null
  const isSame = (size: Size): boolean => size.cols === cols && size.rows === rows
  const areSame = rest.every((step) => step.kind === 'output' || (step.kind === 'resized' && isSame(step)))
  return areSame && isSame(first.screen) ? first.flat : null
}
