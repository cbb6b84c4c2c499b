import { z } from 'zod'
import { emptyLayout, Layout, repairLayout } from '../../shared/domain/layout.ts'
import { Emitter } from '../../shared/kernel/emitter.ts'
import type { Versioned } from '../../shared/kernel/versioned.ts'
import type { StoredFile } from './stored-file.ts'

/** The window as it was left: its layout and where it stood, in pixels of the screen. */
export const StoredWindows = z.object({
  layout: Layout,
  bounds: z
    .object({
      x: z.int().optional(),
      y: z.int().optional(),
      width: z.int().min(400),
      height: z.int().min(300),
    })
    .catch({ width: 1440, height: 900 }),
  isMaximized: z.boolean().catch(false),
})
export type StoredWindows = z.infer<typeof StoredWindows>

export const windowsShape: Versioned<StoredWindows> = { version: 1, schema: StoredWindows, migrations: {} }

/** A first start. */
export const noWindows: StoredWindows = {
  layout: emptyLayout,
  bounds: { width: 1440, height: 900 },
  isMaximized: false,
}

/** The window's layout: the one writer of its file. */
export class WindowLayout {
  readonly #file: StoredFile<StoredWindows>
  #stored: StoredWindows
  readonly #changed = new Emitter<Layout>()
  readonly onChanged = this.#changed.event

  constructor(file: StoredFile<StoredWindows>) {
    this.#file = file
    this.#stored = { ...file.initial, layout: repairLayout(file.initial.layout) }
  }

  get layout(): Layout {
    return this.#stored.layout
  }

  get bounds(): StoredWindows['bounds'] {
    return this.#stored.bounds
  }

  get isMaximized(): boolean {
    return this.#stored.isMaximized
  }

  change(next: (layout: Layout) => Layout): void {
    const layout = next(this.#stored.layout)
    if (layout === this.#stored.layout) return
    this.#write({ ...this.#stored, layout })
    this.#changed.fire(layout)
  }

  setBounds(bounds: StoredWindows['bounds'], isMaximized: boolean): void {
    this.#write({ ...this.#stored, bounds: isMaximized ? this.#stored.bounds : bounds, isMaximized })
  }

  #write(stored: StoredWindows): void {
    this.#stored = stored
    this.#file.write(stored)
  }
}
