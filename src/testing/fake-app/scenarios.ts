import { defaultTerminalSettings } from '../../shared/domain/terminal-settings.ts'
import { defaultWindowSettings } from '../../shared/domain/window-settings.ts'
import type { AgentView, AppView, Theme } from '../../shared/contract/app.ts'
import { PaneId, TabId, TerminalId, WindowId } from '../../shared/domain/ids.ts'
import { emptyLayout, type Layout, type LayoutNode } from '../../shared/domain/layout.ts'
import { fakePane } from './fake-agent.ts'
import { fakeHarnesses } from './fake-harnesses.ts'
import { fakePalettes } from './fake-palettes.ts'
import { cloudAgents, familyAgents, manyAgents } from './fake-families.ts'
import { twentyAgents } from './fake-twenty.ts'

const windowId = WindowId.parse('window-1')

/** The view a demo begins with: `family`, `twenty`, `empty`, `closed`, `many`, `trouble`, `cloud`. */
export function scenarioView(name: string, theme: Theme, now: number): AppView {
  const view = sceneOf(name, theme, now)
  const { tabs, activeTab } = view.layout
  return { ...view, windowId, windows: [{ windowId, tabs, activeTab }] }
}

type Scene = Omit<AppView, 'windowId' | 'windows'>

function sceneOf(name: string, theme: Theme, now: number): Scene {
  const family = familyAgents(now)
  const view = emptyView(theme)
  switch (name) {
    case 'empty':
      return view
    case 'many':
      return {
        ...view,
        agents: manyAgents(now),
        layout: layoutOf(manyAgents(now), leaf(1)),
      }
    case 'twenty':
      return { ...view, agents: twentyAgents(now), layout: layoutOf(twentyAgents(now), twentyTree) }
    case 'cloud':
      return {
        ...view,
        agents: cloudAgents(now),
        layout: layoutOf(cloudAgents(now), cloudTree),
      }
    case 'closed':
      return {
        ...{ ...view, agents: family, canReopen: true },
        layout: { ...layoutOf(family, leaf(1)), tabs: [], activeTab: null },
      }
    case 'trouble':
      return {
        ...view,
        agents: family,
        layout: layoutOf(family, familyTree),
        service: {
          state: 'unreachable',
          detail: 'no answer on 127.0.0.1:41777 since 23:40; messages wait, nothing is lost',
          lastSequence: 1_284,
        },
        worker: { state: 'failed', detail: 'ended with code 1 three times', working: 0, max: 4 },
        notices: [
          {
            id: 'n1',
            title: 'settings.json could not be read',
            detail: 'It is kept as settings.json.broken-1; Reveille began with the defaults.',
          },
        ],
      }
    default:
      return { ...view, agents: family, layout: layoutOf(family, familyTree) }
  }
}

const emptyView = (theme: Theme): Scene => ({
  version: '0.1.0',
  platform: 'linux',
  places: [],
  layout: emptyLayout,
  agents: [],
  harnesses: fakeHarnesses,
  service: { state: 'ready', detail: 'http://127.0.0.1:41777', lastSequence: 1_284 },
  ptyHost: { state: 'ready', detail: 'pid 4112' },
  worker: { state: 'ready', detail: 'on this machine', working: 1, max: 4 },
  wakesThisHour: 5,
  notices: [],
  settings: {
    ...defaultTerminalSettings,
    ...defaultWindowSettings,
    theme,
    promptHistory: ['Split the cart API from the page, keep the tests green'],
    lettersReadAt: {},
    familyOrder: [],
    recentDirectories: ['/home/ada/src/shop', '/home/ada/src/infra', '/home/ada/notes'],
    isOrchestrationOn: true,
  },
  homeDirectory: '/home/ada',
  terminals: {},
  templates: [
    {
      ...{
        id: 'reviewer',
        name: 'Strict reviewer',
        harness: 'claude',
        directory: '',
        prompt: 'Review what is not committed.',
      },
      ...{
        place: 'local',
        at: null,
        commandLine: '',
        model: 'opus',
        permissionMode: 'plan',
        hasWorktree: false,
      },
      ...{ base: '', copies: 1, show: 'hidden' },
    },
  ],
  palettes: fakePalettes,
  projects: {},
  canReopen: false,
  shellProfiles: [],
})

const leaf = (number: number): LayoutNode => ({ kind: 'leaf', paneId: PaneId.parse(`pane-${number}`) })
const split = (
  direction: 'row' | 'column',
  ratio: number,
  first: LayoutNode,
  second: LayoutNode,
): LayoutNode => ({ kind: 'split', direction, ratio, first, second })
const familyTree = split('row', 0.56, leaf(1), split('column', 0.5, leaf(3), leaf(4)))
const twentyTree = split('row', 0.58, leaf(1), leaf(2))
const cloudTree = split(
  'row',
  0.5,
  split('column', 0.5, leaf(1), leaf(2)),
  split('column', 0.34, leaf(3), split('column', 0.5, leaf(4), leaf(5))),
)

function layoutOf(agents: readonly AgentView[], root: LayoutNode): Layout {
  const shell = {
    kind: 'shell',
    terminalId: TerminalId.parse('shell-1'),
    directory: '/home/ada/src/shop',
  } as const
  const panes = Object.fromEntries(agents.map((agent) => [agent.paneId, fakePane(agent)]))
  const tabs = [{ tabId: TabId.parse('t1'), root, focused: PaneId.parse('pane-1') }]
  if (panes['pane-6']) tabs.push({ tabId: TabId.parse('t2'), root: leaf(6), focused: PaneId.parse('pane-6') })
  tabs.push({
    tabId: TabId.parse('t3'),
    root: { kind: 'leaf', paneId: PaneId.parse('pane-shell') },
    focused: PaneId.parse('pane-shell'),
  })
  return { panes: { ...panes, 'pane-shell': shell }, tabs, activeTab: TabId.parse('t1') }
}
