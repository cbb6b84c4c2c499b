import type { Disposable } from './disposables.ts'

/** Subscribes a listener; the result ends the subscription. */
export type Event<Value> = (listener: (value: Value) => void) => Disposable

/** One source of values for many listeners; a listener that throws does not silence the others. */
export class Emitter<Value> implements Disposable {
  readonly #listeners = new Set<(value: Value) => void>()

  readonly event: Event<Value> = (listener) => {
    this.#listeners.add(listener)
    return { dispose: () => void this.#listeners.delete(listener) }
  }

  fire(value: Value): void {
    const failures: unknown[] = []
    for (const listener of [...this.#listeners]) {
      try {
        listener(value)
      } catch (error) {
        failures.push(error) // the others must hear it first
      }
    }
    if (failures.length > 0) throw failures[0]
  }

  dispose(): void {
    this.#listeners.clear()
  }
}
