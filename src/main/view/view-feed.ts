import { Disposables, type Disposable } from '../../shared/kernel/disposables.ts'
import { Emitter, type Event } from '../../shared/kernel/emitter.ts'
import { viewPushMs } from '../../shared/limits.ts'
import type { App } from '../app.ts'
import { sharedView, type SharedView } from './app-view.ts'
import { Branches } from './read-branch.ts'

/** What the windows show: made when asked, pushed after changes, one push for the changes of a moment. */
export class ViewFeed implements Disposable {
  readonly #app: App
  readonly #version: string
  readonly #life = new Disposables()
  readonly #views = new Emitter<SharedView>()
  readonly onView: Event<SharedView> = this.#views.event
  readonly #branches: Branches
  #pending: Disposable | null = null

  constructor(app: App, version: string) {
    this.#app = app
    this.#version = version
    this.#branches = new Branches(app.clock.now)
    const changed = (): void => this.push()
    for (const event of [app.notices.onChanged, app.terminals.onChanged]) this.#life.add(event(changed))
    this.#life.add(app.activity.onAdded(({ kind }) => kind === 'message' && this.push())) // one more is unread
    this.#life.add(app.conversations.onChanged(changed))
    this.#life.add(app.windows.onChanged(changed))
    this.#life.add(app.signals.onChanged(changed))
    this.#life.add(app.settings.onChanged(changed))
    for (const event of [app.templates.onChanged, app.palettes.onChanged, app.projects.onChanged])
      this.#life.add(event(changed))
    this.#life.add(app.service.onChanged(changed))
    this.#life.add(app.mailboxes.onChanged(changed))
    this.#life.add(app.ambient.onChanged(changed))
    this.#life.add(app.armed.onChanged(changed))
    this.#life.add(app.waker.onChanged(changed))
    this.#life.add(app.live.changed.event(changed))
  }

  current(): SharedView {
    return sharedView(this.#app, this.#version, this.#branches)
  }

  push(): void {
    this.#pending ??= this.#app.clock.after(viewPushMs, () => {
      this.#pending = null
      this.#views.fire(this.current())
    })
  }

  dispose(): void {
    this.#pending?.dispose()
    this.#life.dispose()
  }
}
