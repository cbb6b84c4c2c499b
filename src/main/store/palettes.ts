import { z } from 'zod'
import { TerminalPalette } from '../../shared/domain/palettes/terminal-palette.ts'
import { Emitter } from '../../shared/kernel/emitter.ts'
import type { Versioned } from '../../shared/kernel/versioned.ts'
import { palettesMax } from '../../shared/window-limits.ts'
import type { StoredFile } from './stored-file.ts'

export const palettesShape: Versioned<TerminalPalette[]> = {
  version: 1,
  schema: z.array(TerminalPalette),
  migrations: {},
}

/** The imported themes of terminals, by name: the one writer of their file. */
export class Palettes {
  readonly #file: StoredFile<TerminalPalette[]>
  #all: readonly TerminalPalette[]
  readonly #changed = new Emitter<void>()
  readonly onChanged = this.#changed.event

  constructor(file: StoredFile<TerminalPalette[]>) {
    this.#file = file
    this.#all = file.initial
  }

  get all(): readonly TerminalPalette[] {
    return this.#all
  }

  /** A theme of the same name takes the place of the one before; the oldest go when there are too many. */
  add(palettes: readonly TerminalPalette[]): void {
    const names = new Set(palettes.map((one) => one.name))
    this.#set([...this.#all.filter((one) => !names.has(one.name)), ...palettes].slice(-palettesMax))
  }

  remove(name: string): void {
    this.#set(this.#all.filter((one) => one.name !== name))
  }

  #set(all: readonly TerminalPalette[]): void {
    this.#all = all
    this.#file.write([...all])
    this.#changed.fire()
  }
}
