import type { Clock } from '../../shared/kernel/clock.ts'
import type { Disposable } from '../../shared/kernel/disposables.ts'
import { Emitter } from '../../shared/kernel/emitter.ts'
import { projectLookMs } from '../../shared/window-limits.ts'
import { findProject, stampOf, type ProjectFile } from './read-project.ts'

type Known = { readonly project: ProjectFile | null; isWanted: boolean }

/** The settings of the projects whose directories are asked for, followed while they are. */
export class Projects implements Disposable {
  readonly #home: string
  readonly #clock: Clock
  readonly #known = new Map<string, Known>()
  readonly #changed = new Emitter<void>()
  readonly onChanged = this.#changed.event
  #timer: Disposable | null = null
  #isDisposed = false

  constructor(options: { readonly home: string; readonly clock: Clock }) {
    this.#home = options.home
    this.#clock = options.clock
  }

  /** The project a directory lies in, as it was a moment ago; null where none has settings. */
  of(directory: string): ProjectFile | null {
    const known = this.#known.get(directory)
    if (known) {
      known.isWanted = true
      return known.project
    }
    const project = findProject(directory, this.#home)
    this.#known.set(directory, { project, isWanted: true })
    this.#lookLater()
    return project
  }

  dispose(): void {
    this.#isDisposed = true
    this.#timer?.dispose()
  }

  #lookLater(): void {
    if (this.#isDisposed) return
    this.#timer ??= this.#clock.after(projectLookMs, () => {
      this.#timer = null
      this.#look()
      if (this.#known.size > 0) this.#lookLater()
    })
  }

  /** Reads again what has changed; a directory that nobody asked for since the last look is forgotten. */
  #look(): void {
    let hasChanged = false
    for (const [directory, known] of this.#known) {
      if (!known.isWanted) {
        this.#known.delete(directory)
        continue
      }
      const { project } = known
      if (project && stampOf(project.file) === project.stamp) continue
      const next = findProject(directory, this.#home)
      if (next?.file === project?.file && next?.stamp === project?.stamp) continue
      this.#known.set(directory, { project: next, isWanted: known.isWanted })
      hasChanged = true
    }
    if (hasChanged) this.#changed.fire()
  }
}
