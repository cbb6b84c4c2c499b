import { app as electron } from 'electron'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { readDeepLink } from '../../shared/domain/deep-link.ts'
import type { ConversationId, PaneId, TerminalId, WindowId } from '../../shared/domain/ids.ts'
import { isOnTop, paneOfTerminal, windowWith } from '../../shared/domain/windows.ts'
import { isQuiet } from '../../shared/domain/window-settings.ts'
import { Disposables, type Disposable } from '../../shared/kernel/disposables.ts'
import { Emitter } from '../../shared/kernel/emitter.ts'
import { attentionSettleMs } from '../../shared/limits.ts'
import type { App } from '../app.ts'
import type { ProgramNotification } from '../shells/terminal-signals.ts'
import type { SharedView } from '../view/app-view.ts'
import type { ViewFeed } from '../view/view-feed.ts'
import type { Wish } from '../wires/ipc.ts'
import { revealPane } from '../wires/panes.ts'
import { AttentionDesk } from './attention-desk.ts'
import { setStartAtLogin } from './login-item.ts'
import { notify } from './notify.ts'
import type { OpenWindows } from './open-windows.ts'
import { AppTray } from './tray.ts'
import { applyTheme } from './window.ts'

export type PresenceOptions = {
  readonly app: App
  readonly feed: ViewFeed
  readonly windows: OpenWindows
  readonly answer: (id: ConversationId, askId: string, answer: 'allow' | 'deny') => void
  readonly quit: () => void
}

/** What there is of the app besides its page: tray, badge, notifications, links, the login item, the settings' effects. */
export class Presence implements Disposable {
  readonly #app: App
  readonly #windows: OpenWindows
  readonly #life = new Disposables()
  readonly #wishes = new Emitter<{ readonly wish: Wish; readonly windowId: WindowId }>()
  readonly onWish = this.#wishes.event
  readonly #desk: AttentionDesk
  readonly #words = new Map<TerminalId | ConversationId, Disposable>()
  #wishWhenOpened: Wish | null = null

  constructor({ app, feed, windows, answer, quit }: PresenceOptions) {
    this.#app = app
    this.#windows = windows
    const reveal = (id: ConversationId): void => this.#reveal(id)
    this.#desk = this.#life.add(
      new AttentionDesk({
        show: (cause, { isSilent }) => {
          const agent = feed.current().agents.find((one) => one.conversationId === cause.conversationId)
          const ask = cause.kind === 'asks' && agent?.ask?.can_answer ? agent.ask : null
          return notify(cause, {
            isSilent,
            onClick: () => reveal(cause.conversationId),
            onAnswer: ask && ((chosen) => answer(cause.conversationId, ask.id, chosen)),
          })
        },
        isLookedAt: (paneId) => this.#isLookedAt(paneId),
        minuteOfDay: () => minuteOfDay(app.clock.now()),
      }),
    )
    const does = (what: 'open' | 'quit' | Wish): void => (what === 'quit' ? quit() : this.#open(what))
    const tray = this.#life.add(new AppTray({ does, reveal }))
    const take = (view: SharedView): void => {
      tray.take(view)
      this.#desk.take(view)
    }
    this.#life.add(feed.onView(take))
    this.#life.add(app.signals.onNotified((said) => this.#showProgramsWord(said)))
    this.#life.add(
      app.notes.event(({ conversationId: id, title, body }) => {
        const pane = app.conversations.get(id)?.paneId
        const isSeen = pane !== undefined && this.#isLookedAt(pane)
        if (!isSeen) this.#showWord(id, { title, body }, () => reveal(id))
      }),
    )
    this.#life.add(windows.onChanged(() => take(feed.current())))
    this.#followSettings()
  }

  /** The app has come up: from now on what is new is told. */
  settled(): void {
    this.#desk.begin()
  }

  /** For when nobody can say that it has: it counts as up after a while. */
  settleInTime(): void {
    this.#life.add(this.#app.clock.after(attentionSettleMs, () => this.#desk.begin()))
  }

  /** A page that has just opened takes the wish that opened the window, when it is the one in front. */
  pageOpened(windowId: WindowId): void {
    const wish = this.#wishWhenOpened
    if (!wish || windowId !== this.#app.windows.front) return
    this.#wishWhenOpened = null
    this.#wishes.fire({ wish, windowId })
  }

  /** Shows the windows, and the agent a `reveille:` address among the arguments names. */
  openFor(argv: readonly string[]): void {
    this.#windows.show()
    for (const link of argv.flatMap((one) => readDeepLink(one) ?? [])) {
      const found = this.#app.conversations.ofRun(link.runId)
      if (found && !found.isKilled) return this.#reveal(found.id)
      const detail = `No agent here has the run ${link.runId}.`
      this.#app.notices.show({ id: 'deep-link', title: 'The link leads nowhere', detail })
    }
  }

  dispose(): void {
    for (const word of this.#words.values()) word.dispose()
    this.#life.dispose()
  }

  #open(what: 'open' | Wish): void {
    const wasOpen = this.#windows.isShown
    this.#windows.show()
    if (what === 'open') return
    if (wasOpen) this.#wishes.fire({ wish: what, windowId: this.#app.windows.front })
    else this.#wishWhenOpened = what
  }

  /** What a program wants a person to know (OSC 9, 777): nothing for who looks at it. */
  #showProgramsWord({ terminalId, title, body }: ProgramNotification): void {
    const pane = paneOfTerminal(this.#app.windows.all, terminalId)
    if (pane !== null && this.#isLookedAt(pane)) return
    this.#showWord(terminalId, { title: title || body, body: title ? body : '' }, () => {
      if (pane === null) this.#windows.show()
      else this.#revealPane(pane)
    })
  }

  /** Nothing in quiet hours; one a terminal or agent: the newer word counts. */
  #showWord(
    from: TerminalId | ConversationId,
    word: { readonly title: string; readonly body: string },
    onClick: () => void,
  ): void {
    const { settings, clock } = this.#app
    const { notify: level, quietHours, notifySound } = settings.value
    if (level === 'none' || isQuiet(quietHours, minuteOfDay(clock.now()))) return
    const shown = notify({ kind: 'ended', ...word }, { isSilent: !notifySound, onAnswer: null, onClick })
    this.#words.get(from)?.dispose()
    this.#words.set(from, shown)
  }

  #reveal(id: ConversationId): void {
    const conversation = this.#app.conversations.get(id)
    if (conversation && !conversation.isKilled) this.#revealPane(conversation.paneId)
    else this.#windows.show()
  }

  /** In the window that has it, else in the one that was used last. */
  #revealPane(paneId: PaneId): void {
    revealPane(this.#app.windows, paneId, 'swap')
    this.#windows.show()
  }

  #isLookedAt(paneId: PaneId): boolean {
    const { all } = this.#app.windows
    const windowId = this.#windows.lookedAt
    return windowId !== null && windowWith(all, paneId) === windowId && isOnTop(all, paneId)
  }

  #followSettings(): void {
    const { settings, place } = this.#app
    const autostart = join(place.environment['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'autostart')
    let shown = settings.value
    applyTheme(shown.theme)
    if (shown.startAtLogin) setStartAtLogin(true, autostart) // the program may have moved
    this.#life.add(
      settings.onChanged((now) => {
        const before = shown
        shown = now
        if (now.theme !== before.theme) applyTheme(now.theme)
        if (now.zoomPercent !== before.zoomPercent)
          for (const window of this.#windows.all) window.webContents.setZoomFactor(now.zoomPercent / 100)
        if (now.startAtLogin !== before.startAtLogin) setStartAtLogin(now.startAtLogin, autostart)
      }),
    )
    if (electron.isPackaged) electron.setAsDefaultProtocolClient('reveille')
  }
}

function minuteOfDay(now: number): number {
  const date = new Date(now)
  return date.getHours() * 60 + date.getMinutes()
}
