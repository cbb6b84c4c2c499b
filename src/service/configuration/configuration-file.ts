import { readFileSync, statSync } from 'node:fs'
import { z } from 'zod'
import { Configuration } from '../../shared/contract/api/configuration.ts'
import { messageOf } from '../../shared/kernel/message-of.ts'
import { Emitter } from '../../shared/kernel/emitter.ts'
import type { Log } from '../log.ts'
import { StartFailure } from '../start-failure.ts'

/** What is offered by name, and since when. */
export type Offer = { readonly configuration: Configuration; readonly changedAt: number }

const nothing: Offer = { configuration: Configuration.parse({}), changedAt: 0 }

/**
 * The configuration file. A service does not start with one that is wrong. Later changes are seen when they are needed;
 * a wrong one is logged once, and what was right before goes on to count.
 */
export class ConfigurationFile {
  readonly #file: string
  readonly #log: Log
  #offer: Offer
  #stamp: string
  readonly #changed = new Emitter<void>()
  /** It says something else, as whoever needed it last has seen. */
  readonly onChanged = this.#changed.event

  /** `isWanted`: the file was asked for by name, so that its absence is a mistake. */
  constructor(file: string, isWanted: boolean, log: Log) {
    this.#file = file
    this.#log = log
    this.#stamp = stampOf(file)
    if (isWanted && this.#stamp === absent)
      throw new StartFailure('bad-arguments', `the configuration ${file} does not exist`)
    const read = this.#read()
    if (typeof read === 'string') throw new StartFailure('bad-arguments', read)
    this.#offer = read
  }

  readonly current = (): Offer => {
    const stamp = stampOf(this.#file)
    if (stamp === this.#stamp) return this.#offer
    this.#stamp = stamp
    const read = this.#read()
    if (typeof read === 'string') this.#log({ level: 'error', event: 'configuration-refused', problem: read })
    else {
      this.#offer = read
      this.#log({ level: 'info', event: 'configuration-read', file: this.#file })
      queueMicrotask(() => this.#changed.fire()) // whoever needs it now may be in the middle of a change
    }
    return this.#offer
  }

  /** The offer, or what is wrong with the file and where. */
  #read(): Offer | string {
    if (this.#stamp === absent) return nothing
    try {
      const parsed = Configuration.safeParse(JSON.parse(readFileSync(this.#file, 'utf8')))
      if (!parsed.success)
        return `the configuration ${this.#file} is not valid:\n${z.prettifyError(parsed.error)}`
      return { configuration: parsed.data, changedAt: statSync(this.#file).mtimeMs }
    } catch (error) {
      return `the configuration ${this.#file} cannot be read: ${messageOf(error)}`
    }
  }
}

const absent = 'absent'

function stampOf(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false })
  return stat === undefined ? absent : `${stat.mtimeMs} ${stat.size} ${stat.ino}`
}
