import type { Clock } from '../../shared/kernel/clock.ts'
import { drawnWithinMs } from '../limits.ts'

/**
 * Calls `act` once, when what the page has in hand now is drawn. A window that nobody sees draws nothing and is not waited
 * for longer than a while.
 */
export function whenDrawn(host: HTMLElement, clock: Clock, act: () => void): void {
  const window = host.ownerDocument.defaultView
  let isDone = false
  const done = (): void => {
    if (isDone) return
    isDone = true
    late.dispose()
    act()
  }
  const late = clock.after(drawnWithinMs, done)
  // A frame's callbacks come before it is drawn, a task that they post behind it.
  window?.requestAnimationFrame(() => clock.after(0, done))
}
