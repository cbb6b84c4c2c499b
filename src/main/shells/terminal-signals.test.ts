import { expect, test } from 'vitest'
import type { PtyHost } from '../../shared/contract/host.ts'
import { TerminalId } from '../../shared/domain/ids.ts'
import type { ProgramSignal } from '../../shared/domain/program-signal.ts'
import { Emitter } from '../../shared/kernel/emitter.ts'
import { TerminalSignals } from './terminal-signals.ts'

const one = TerminalId.parse('one')
const setUp = () => {
  const shown = new Set<TerminalId>()
  const signals = new Emitter<{ readonly terminalId: TerminalId; readonly signal: ProgramSignal }>()
  const bells = new Emitter<{ readonly terminalId: TerminalId }>()
  const exits = new Emitter<{ terminalId: TerminalId; incarnation: number; exitCode: number; signal: null }>()
  const host: Pick<PtyHost, 'onSignal' | 'onBell' | 'onExited'> = {
    onSignal: signals.event,
    onBell: bells.event,
    onExited: exits.event,
  }
  const told = new TerminalSignals({ isShown: (terminalId) => shown.has(terminalId) })
  told.use(host)
  let changes = 0
  told.onChanged(() => (changes += 1))
  return { shown, signals, bells, exits, told, changes: () => changes }
}

test('progress is told once for each change, and ends with its program', () => {
  const { signals, exits, told, changes } = setUp()
  const progress = { state: 'normal', share: 40 } as const
  signals.fire({ terminalId: one, signal: { kind: 'progress', progress } })
  signals.fire({ terminalId: one, signal: { kind: 'progress', progress: { ...progress } } })
  expect([told.progress(one), changes()]).toEqual([progress, 1])
  exits.fire({ terminalId: one, incarnation: 1, exitCode: 1, signal: null })
  expect([told.progress(one), changes()]).toEqual([null, 2])
})

test('a bell marks a terminal that nobody looks at, until somebody does', () => {
  const { bells, shown, told } = setUp()
  bells.fire({ terminalId: one })
  expect(told.hasRung(one)).toBe(true)
  told.looked()
  expect(told.hasRung(one)).toBe(true)
  shown.add(one)
  told.looked()
  bells.fire({ terminalId: one })
  expect(told.hasRung(one)).toBe(false)
})

test('a notification is told whether or not anybody looks', () => {
  const { signals, shown, told } = setUp()
  const heard: unknown[] = []
  told.onNotified((notification) => heard.push(notification))
  shown.add(one)
  signals.fire({ terminalId: one, signal: { kind: 'notification', title: 'Build', body: 'done' } })
  expect(heard).toEqual([{ terminalId: one, title: 'Build', body: 'done' }])
})
