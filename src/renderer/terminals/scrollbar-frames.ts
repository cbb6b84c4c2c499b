import type { Terminal } from '@xterm/xterm'
import type { Disposable } from '../../shared/kernel/disposables.ts'

/** What xterm 6.0.0 keeps private; each part is looked for before it is used. */
type Privates = { readonly _core?: { readonly _viewport?: Viewport } }
type Viewport = {
  _sync?: (row?: number) => void
  scrollLines?: (count: number) => void
  scrollToLine?: (line: number, isInstant?: boolean) => void
}

/**
 * Moves the scrollbar once a frame. xterm 6.0.0 does it at every line that scrolls, with two timers and six styles each: a
 * third of what a page does in a flood. Whoever scrolls finds it where it belongs. Nor does it move while a program holds
 * drawing back (mode 2026). Where this version of xterm is another one, its own way stays.
 */
export function moveScrollbarPerFrame(terminal: Terminal, host: HTMLElement): Disposable {
  const viewport = (terminal as Terminal & Privates)._core?._viewport // see Privates
  const window = host.ownerDocument.defaultView
  const { _sync: sync, scrollLines, scrollToLine } = viewport ?? {}
  if (!viewport || !window || !sync || !scrollLines || !scrollToLine) return { dispose: () => {} }
  let frame: number | null = null
  const request = (): void => {
    frame ??= window.requestAnimationFrame(() => {
      frame = null
      if (terminal.modes.synchronizedOutputMode) request()
      else sync.call(viewport)
    })
  }
  const settle = (): void => {
    if (frame === null) return
    window.cancelAnimationFrame(frame)
    frame = null
    sync.call(viewport)
  }
  viewport._sync = (row) => (row === undefined ? request() : sync.call(viewport, row))
  viewport.scrollLines = (count) => {
    settle()
    scrollLines.call(viewport, count)
  }
  viewport.scrollToLine = (line, isInstant) => {
    settle()
    scrollToLine.call(viewport, line, isInstant)
  }
  const hands = ['wheel', 'pointerdown'] as const
  for (const name of hands) host.addEventListener(name, settle, { capture: true, passive: true })
  return {
    dispose: () => {
      for (const name of hands) host.removeEventListener(name, settle, { capture: true })
      if (frame !== null) window.cancelAnimationFrame(frame)
    },
  }
}
