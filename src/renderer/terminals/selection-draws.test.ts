import type { Terminal } from '@xterm/xterm'
import { expect, test } from 'vitest'
import { drawSelectionWhenThere } from './selection-draws.ts'

test('a selection is drawn while there is one, and once more when it is gone', () => {
  const drawn: (number | undefined)[] = []
  const service = { handleSelectionChanged: (start?: [number, number]) => void drawn.push(start?.[1]) }
  const terminal = { _core: { _renderService: service } } as unknown as Terminal // what is used of one
  drawSelectionWhenThere(terminal)
  const change = service.handleSelectionChanged as (...args: unknown[]) => void // as xterm calls it
  for (const row of [undefined, undefined, 3, 2, undefined, undefined]) {
    const place = row === undefined ? undefined : [0, row]
    change(place, place, false)
  }
  expect(drawn).toEqual([3, 2, undefined])
})

test('an xterm that draws it elsewhere goes its own way', () => {
  expect(() => drawSelectionWhenThere({} as Terminal)).not.toThrow()
})
