import { randomId } from './random-id.ts'
import { appContract, type AgentView, type AppView } from '../../shared/contract/app.ts'
import type { ActivityEntry } from '../../shared/domain/activity.ts'
import { changeOf } from '../../shared/contract/view-change.ts'
import { serveWire, WireError, type WireHandlers } from '../../shared/contract/wire.ts'
import { ConversationId, PaneId, TabId, TerminalId, WindowId } from '../../shared/domain/ids.ts'
import * as layouts from '../../shared/domain/layout.ts'
import * as moves from '../../shared/domain/layout-moves.ts'
import { takeStep } from '../../shared/domain/layout-steps.ts'
import { steppedFontSize } from '../../shared/domain/window-settings.ts'
import * as several from '../../shared/domain/windows.ts'
import { Emitter } from '../../shared/kernel/emitter.ts'
import { openChannel, type FakePort } from './browser.ts'
import { fakeAgentCalls, type FakeAgents } from './fake-agent-calls.ts'
import { fakeActivityCalls } from './fake-activity-calls.ts'
import { fakePalettes } from './fake-palettes.ts'
import { fakeSide } from './fake-side.ts'
import { openFakeTerminal } from './fake-terminal.ts'
import { transcriptOf } from './transcripts.ts'

type Handlers = WireHandlers<typeof appContract>
type Served = ReturnType<typeof serveWire<typeof appContract>>

/** A main that keeps its promises in memory: every call changes the view as the real one would, nothing else happens. */
export class FakeMain {
  view: AppView
  activity: readonly ActivityEntry[]
  /** Each with the view that it was told. */
  #served = new Map<Served, AppView>()
  #ports: FakePort[] = []
  readonly #drafts = new Map<string, string>()

  constructor(view: AppView, activity: readonly ActivityEntry[] = []) {
    this.view = view
    this.activity = activity
  }

  /** Answers one page. */
  serve(port: FakePort): void {
    const messages = new Emitter<unknown>()
    port.onmessage = (event) => messages.fire(event.data)
    const send = (message: unknown): void => port.postMessage(message)
    const channel = { send, onMessage: messages.event, onClosed: new Emitter<void>().event }
    this.#served.set(serveWire(appContract, channel, this.#handlers(port)), this.view)
    this.#ports.push(port)
  }

  /** Changes the view and tells all pages. */
  change(change: Partial<AppView>): void {
    this.view = { ...this.view, ...change }
    for (const [served, told] of this.#served) {
      const changed = changeOf(told, this.view)
      if (changed) served.tell('view', changed)
      this.#served.set(served, this.view)
    }
  }

  /** Something happens. */
  tell(entries: readonly ActivityEntry[]): void {
    this.activity = [...this.activity, ...entries]
    for (const served of this.#served.keys()) served.tell('activity', [...entries])
  }

  changeAgent(id: ConversationId, change: Partial<AgentView>): void {
    const changed = (agent: AgentView) => ({ ...agent, ...change, changedAt: Date.now() })
    this.change({
      agents: this.view.agents.map((agent) => (agent.conversationId === id ? changed(agent) : agent)),
    })
  }

  changeAgentNamed(name: string, change: Partial<AgentView>): void {
    const agent = this.view.agents.find((one) => one.name === name)
    if (agent) this.changeAgent(agent.conversationId, change)
  }

  /** As a reload of main: all lines end. */
  hangUp(): void {
    for (const port of this.#ports) port.close()
    this.#served.clear()
    this.#ports = []
  }

  #layout(layout: layouts.Layout): void {
    const { windowId, windows } = this.view
    const { tabs, activeTab } = layout
    const shown = windows.map((one) => (one.windowId === windowId ? { ...one, tabs, activeTab } : one))
    this.change({ layout, windows: shown })
  }

  /** This page is one window's; what is done to another is seen in the list of windows. */
  #several(change: (all: several.Windows) => several.Windows): void {
    const { windowId, windows, layout } = this.view
    const stored = windows.map((one) => ({ ...one, frame: null }))
    const all = change({ panes: layout.panes, windows: stored, front: windowId })
    this.change({ windows: all.windows, layout: several.layoutIn(all, windowId) })
  }

  /** Each time the page said that its view is drawn: whether it was. */
  readonly drawn: boolean[] = []

  #agent(id: ConversationId): AgentView {
    const agent = this.view.agents.find((one) => one.conversationId === id)
    if (!agent) throw new WireError('unknown-agent', 'there is no such agent any more')
    return agent
  }

  #stream(port: FakePort, requestId: string, text: string, isRestored: boolean): void {
    const { port1, port2 } = openChannel()
    openFakeTerminal(port1, text, isRestored)
    port.postMessage({ stream: requestId }, [port2])
  }

  #newShell(directory: string): PaneId {
    const paneId = PaneId.parse(`pane-${randomId()}`)
    const content = { kind: 'shell', terminalId: TerminalId.parse(`shell-${randomId()}`), directory } as const
    this.#layout(layouts.addHiddenPane(this.view.layout, paneId, content))
    return paneId
  }

  #reveal(agent: AgentView, where: 'swap' | 'split' | 'tab'): void {
    const { layout } = this.view
    const place = layouts.focusedPane(layout)
    const isShown = layouts.tabOf(layout, agent.paneId) !== null
    if (isShown && where !== 'tab') return this.#layout(layouts.focusPane(layout, agent.paneId))
    if (where === 'tab' || !place) {
      const hidden = layouts.hidePane(layout, agent.paneId)
      return this.#layout(layouts.openTab(hidden, TabId.parse(randomId()), agent.paneId))
    }
    if (where === 'split') return this.#layout(layouts.splitPane(layout, place, 'row', agent.paneId))
    this.#layout(layouts.swapPane(layout, place, agent.paneId))
  }

  /** What the calls about agents need of it. */
  readonly #agents: FakeAgents = {
    view: () => this.view,
    change: (change) => this.change(change),
    changeAgent: (id, change) => this.changeAgent(id, change),
    agent: (id) => this.#agent(id),
    reveal: (agent, where) => this.#reveal(agent, where),
  }

  #handlers(port: FakePort): Handlers {
    const settings = (change: Partial<AppView['settings']>) =>
      this.change({ settings: { ...this.view.settings, ...change } })
    return {
      getView: () => this.view,
      viewDrawn: () => void this.drawn.push(document.querySelector('.frame') !== null),
      attachTerminal: ({ terminalId, requestId }) => {
        const entry = Object.values(this.view.layout.panes).find(
          (one) => 'terminalId' in one && one.terminalId === terminalId,
        )
        const agent = entry?.kind === 'terminal' ? this.#agent(entry.conversationId) : undefined
        this.#stream(port, requestId, transcriptOf(agent?.name ?? 'shell'), agent?.status === 'dormant')
      },
      attachOutput: ({ conversationId, requestId }) =>
        this.#stream(port, requestId, transcriptOf(this.#agent(conversationId).name), false),
      addPlace: ({ place: { name, kind, url } }) => {
        const added = { name, kind, url, isSealed: true, problem: null }
        this.change({ places: [...this.view.places.filter((one) => one.name !== name), added] })
      },
      readDraft: ({ key }) => ({ text: this.#drafts.get(key) ?? '' }),
      saveDraft: ({ key, text }) => void this.#drafts.set(key, text),
      removePlace: ({ name }) => this.change({ places: this.view.places.filter((one) => one.name !== name) }),
      ...fakeAgentCalls(this.#agents, settings),
      openShell: ({ directory }) => {
        const paneId = this.#newShell(directory ?? this.view.homeDirectory)
        this.#layout(layouts.openTab(this.view.layout, TabId.parse(randomId()), paneId))
        return { paneId }
      },
      splitPane: ({ paneId, side }) => {
        const shell = this.#newShell(this.view.homeDirectory)
        const beside = paneId ?? layouts.focusedPane(this.view.layout)
        const { layout } = this.view
        const opened = () => layouts.openTab(layout, TabId.parse(randomId()), shell)
        this.#layout(beside ? moves.showBeside(layout, beside, side, shell) : opened())
        return { paneId: shell }
      },
      tellPanesArea: () => undefined,
      closePane: ({ paneId }) => {
        const isShell = this.view.layout.panes[paneId]?.kind === 'shell'
        this.#layout(
          isShell ? layouts.removePane(this.view.layout, paneId) : layouts.hidePane(this.view.layout, paneId),
        )
        return { running: null }
      },
      reopenPane: () => undefined,
      restartShell: () => undefined,
      movePane: ({ paneId, target }) =>
        this.#layout(moves.movePane(this.view.layout, paneId, target, TabId.parse(randomId()))),
      moveTab: ({ tabId, index }) => this.#layout(moves.moveTab(this.view.layout, tabId, index)),
      stepLayout: ({ step }) => this.#layout(takeStep(this.view.layout, step)),
      zoomPane: ({ paneId }) => this.#layout(moves.toggleZoom(this.view.layout, paneId)),
      lookAtPaths: ({ paths }) => paths.map((path) => (path.includes('.') ? ('file' as const) : null)),
      openPath: () => undefined,
      focusPane: ({ paneId }) => this.#layout(layouts.focusPane(this.view.layout, paneId)),
      activateTab: ({ tabId }) => this.#layout(layouts.activateTab(this.view.layout, tabId)),
      resizeSplit: ({ firstPane, secondPane, ratio }) =>
        this.#layout(layouts.resizeSplit(this.view.layout, firstPane, secondPane, ratio)),
      newWindow: () => this.#several((all) => several.addWindow(all, WindowId.parse(randomId()))),
      closeWindow: () => undefined,
      goToWindow: () => undefined,
      moveToWindow: ({ what, windowId }) =>
        this.#several((all) => {
          const into = windowId ?? WindowId.parse(randomId())
          const there = windowId === null ? several.addWindow(all, into) : all
          return what.kind === 'tab'
            ? several.moveTabToWindow(there, what.tabId, into)
            : several.movePaneToWindow(there, what.paneId, into, TabId.parse(randomId()))
        }),
      lookAtHarnesses: () => {},
      setTheme: ({ theme }) => settings({ theme }),
      setTerminalSettings: (change) => settings(change),
      setWindowSettings: (change) => settings(change),
      saveTemplate: ({ id, ...rest }) => {
        const saved = { id: id ?? randomId(), ...rest }
        const others = this.view.templates.filter((one) => one.id !== saved.id)
        this.change({ templates: [...others, saved] })
        return { id: saved.id }
      },
      deleteTemplate: ({ id }) =>
        this.change({ templates: this.view.templates.filter((one) => one.id !== id) }),
      importPalettes: () => ({ added: fakePalettes.map((one) => one.name), problems: [] }),
      removePalette: ({ name }) =>
        this.change({ palettes: this.view.palettes.filter((one) => one.name !== name) }),
      lookAtProject: ({ directory }) => this.view.projects[directory]?.settings ?? null,
      openSettingsFile: () => undefined,
      quit: () => undefined,
      restart: () => undefined,
      startDemo: () => undefined,
      endDemo: () => undefined,
      stepFontSize: ({ by }) => settings({ fontSize: steppedFontSize(this.view.settings.fontSize, by) }),
      ...fakeSide(() => this.view, settings),
      ...fakeActivityCalls(() => this.activity),
      chooseDirectory: ({ startAt }) => ({ directory: `${startAt}/chosen` }),
      openLink: () => undefined,
      dismissNotice: ({ id }) =>
        this.change({ notices: this.view.notices.filter((notice) => notice.id !== id) }),
    }
  }
}
