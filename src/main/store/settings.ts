import { z } from 'zod'
import { Emitter } from '../../shared/kernel/emitter.ts'
import { ConversationId } from '../../shared/domain/ids.ts'
import type { Versioned } from '../../shared/kernel/versioned.ts'
import { defaultTerminalSettings, StoredTerminalSettings } from '../../shared/domain/terminal-settings.ts'
import { defaultWindowSettings, StoredWindowSettings } from '../../shared/domain/window-settings.ts'
import { promptHistoryMax, recentDirectoriesMax } from '../../shared/limits.ts'
import type { StoredFile } from './stored-file.ts'

/** What a person chose; a value that does not fit falls back by itself, without costing the others. */
export const StoredSettings = StoredTerminalSettings.extend(StoredWindowSettings.shape).extend({
  recentDirectories: z.array(z.string()).catch([]),
  promptHistory: z.array(z.string()).catch([]),
  lettersReadAt: z.record(z.string(), z.number()).catch({}),
  familyOrder: z.array(ConversationId).catch([]),
  isOrchestrationOn: z.boolean().catch(true),
})
export type StoredSettings = z.infer<typeof StoredSettings>

export const settingsShape: Versioned<StoredSettings> = { version: 1, schema: StoredSettings, migrations: {} }

export const defaultSettings: StoredSettings = {
  ...defaultTerminalSettings,
  ...defaultWindowSettings,
  recentDirectories: [],
  promptHistory: [],
  lettersReadAt: {},
  familyOrder: [],
  isOrchestrationOn: true,
}

/** The settings: the one writer of their file. */
export class Settings {
  readonly #file: StoredFile<StoredSettings>
  #value: StoredSettings
  readonly #changed = new Emitter<StoredSettings>()
  readonly onChanged = this.#changed.event

  constructor(file: StoredFile<StoredSettings>) {
    this.#file = file
    this.#value = file.initial
  }

  get value(): StoredSettings {
    return this.#value
  }

  change(part: Partial<StoredSettings>): void {
    this.#value = { ...this.#value, ...part }
    this.#file.write(this.#value)
    this.#changed.fire(this.#value)
  }

  /** Takes what a person wrote into the file: it is there already, and is not written again. */
  adopt(value: StoredSettings): void {
    if (JSON.stringify(value) === JSON.stringify(this.#value)) return // our own writing, heard again
    this.#value = value
    this.#changed.fire(value)
  }

  rememberPrompt(prompt: string): void {
    if (prompt.trim() === '') return
    const others = this.#value.promptHistory.filter((known) => known !== prompt)
    this.change({ promptHistory: [prompt, ...others].slice(0, promptHistoryMax) })
  }

  rememberDirectory(directory: string): void {
    const others = this.#value.recentDirectories.filter((known) => known !== directory)
    this.change({ recentDirectories: [directory, ...others].slice(0, recentDirectoriesMax) })
  }
}
