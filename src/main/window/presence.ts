import { app as electron } from 'electron'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { AppView } from '../../shared/contract/app.ts'
import { readDeepLink } from '../../shared/domain/deep-link.ts'
import { PaneId, type ConversationId, type TerminalId } from '../../shared/domain/ids.ts'
import { isQuiet } from '../../shared/domain/window-settings.ts'
import { Disposables, type Disposable } from '../../shared/kernel/disposables.ts'
import { Emitter } from '../../shared/kernel/emitter.ts'
import { attentionSettleMs } from '../../shared/limits.ts'
import type { App } from '../app.ts'
import type { ProgramNotification } from '../shells/terminal-signals.ts'
import type { ViewFeed } from '../view/view-feed.ts'
import type { Wish } from '../wires/ipc.ts'
import { revealPane } from '../wires/panes.ts'
import type { AppWindow } from './app-window.ts'
import { AttentionDesk } from './attention-desk.ts'
import { setStartAtLogin } from './login-item.ts'
import { notify } from './notify.ts'
import { AppTray } from './tray.ts'
import { applyTheme } from './window.ts'

export type PresenceOptions = {
  readonly app: App
  readonly feed: ViewFeed
  readonly window: AppWindow
  readonly answer: (id: ConversationId, askId: string, answer: 'allow' | 'deny') => void
  readonly quit: () => void
}

/** What there is of the app besides its page: tray, badge, notifications, links, the login item, the settings' effects. */
export class Presence implements Disposable {
  readonly #app: App
  readonly #window: AppWindow
  readonly #life = new Disposables()
  readonly #wishes = new Emitter<Wish>()
  readonly onWish = this.#wishes.event
  readonly #desk: AttentionDesk
  readonly #programsWords = new Map<TerminalId, Disposable>()
  #wishWhenOpened: Wish | null = null

  constructor({ app, feed, window, answer, quit }: PresenceOptions) {
    this.#app = app
    this.#window = window
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
        isWindowLookedAt: () => window.isLookedAt,
        minuteOfDay: () => minuteOfDay(app.clock.now()),
      }),
    )
    const does = (what: 'open' | 'quit' | Wish): void => (what === 'quit' ? quit() : this.#open(what))
    const tray = this.#life.add(new AppTray({ does, reveal }))
    const take = (view: AppView): void => {
      tray.take(view)
      this.#desk.take(view)
    }
    this.#life.add(feed.onView(take))
    this.#life.add(app.signals.onNotified((said) => this.#showProgramsWord(said)))
    this.#life.add(window.onChanged(() => take(feed.current())))
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

  /** A page that has just opened takes the wish that opened the window. */
  pageOpened(): void {
    const wish = this.#wishWhenOpened
    this.#wishWhenOpened = null
    if (wish) this.#wishes.fire(wish)
  }

  /** Shows the window, and the agent a `reveille:` address among the arguments names. */
  openFor(argv: readonly string[]): void {
    this.#window.show()
    for (const link of argv.flatMap((one) => readDeepLink(one) ?? [])) {
      const found = this.#app.conversations.ofRun(link.runId)
      if (found && !found.isKilled) return this.#reveal(found.id)
      const detail = `No agent here has the run ${link.runId}.`
      this.#app.notices.show({ id: 'deep-link', title: 'The link leads nowhere', detail })
    }
  }

  dispose(): void {
    for (const word of this.#programsWords.values()) word.dispose()
    this.#life.dispose()
  }

  #open(what: 'open' | Wish): void {
    const wasOpen = this.#window.window !== null
    this.#window.show()
    if (what === 'open') return
    if (wasOpen) this.#wishes.fire(what)
    else this.#wishWhenOpened = what
  }

  /** What a program wants a person to know (OSC 9, 777): nothing for who looks at it, nothing in quiet hours. */
  #showProgramsWord({ terminalId, title, body }: ProgramNotification): void {
    const { signals, settings, layout, clock } = this.#app
    const { notify: level, quietHours, notifySound } = settings.value
    const isSeen = this.#window.isLookedAt && signals.isShown(terminalId)
    if (isSeen || level === 'none' || isQuiet(quietHours, minuteOfDay(clock.now()))) return
    const pane = Object.keys(layout.layout.panes).find((id) => {
      const content = layout.layout.panes[id]
      return content !== undefined && 'terminalId' in content && content.terminalId === terminalId
    })
    const shown = notify(
      { kind: 'ended', title: title || body, body: title ? body : '' },
      {
        isSilent: !notifySound,
        onAnswer: null,
        onClick: () => {
          this.#window.show()
          if (pane !== undefined) revealPane(layout, PaneId.parse(pane), 'swap')
        },
      },
    )
    this.#programsWords.get(terminalId)?.dispose() // one a terminal: the newer word counts
    this.#programsWords.set(terminalId, shown)
  }

  #reveal(id: ConversationId): void {
    const conversation = this.#app.conversations.get(id)
    this.#window.show()
    if (conversation && !conversation.isKilled) revealPane(this.#app.layout, conversation.paneId, 'swap')
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
          this.#window.window?.webContents.setZoomFactor(now.zoomPercent / 100)
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
