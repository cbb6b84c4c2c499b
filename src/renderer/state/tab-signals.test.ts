import { expect, test } from 'vitest'
import { PaneId, TabId, TerminalId } from '../../shared/domain/ids.ts'
import { showBeside } from '../../shared/domain/layout-moves.ts'
import { addHiddenPane, emptyLayout, openTab } from '../../shared/domain/layout.ts'
import { tabSignals } from './tab-signals.ts'

const shell = (name: string) =>
  ({ kind: 'shell', terminalId: TerminalId.parse(name), directory: '/' }) as const
const [a, b] = [PaneId.parse('a'), PaneId.parse('b')]
const layout = showBeside(
  openTab(addHiddenPane(addHiddenPane(emptyLayout, a, shell('one')), b, shell('two')), TabId.parse('t'), a),
  a,
  'right',
  b,
)
const [tab = expect.fail('opened above')] = layout.tabs
const quiet = { directory: null, progress: null, hasRung: false }

test('a tab shows the progress that needs a person most, and that one of its panes rang', () => {
  const working = { state: 'normal', share: 20 } as const
  const failed = { state: 'error', share: 90 } as const
  expect(tabSignals({ layout, terminals: {} }, tab)).toEqual({ progress: null, hasRung: false })
  const terminals = {
    one: { ...quiet, progress: working },
    two: { ...quiet, progress: failed, hasRung: true },
  }
  expect(tabSignals({ layout, terminals }, tab)).toEqual({ progress: failed, hasRung: true })
})
