import { open, readFile, rename, rm, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { historyPendingBytesMax } from '../../shared/terminal-limits.ts'
import type { TerminalId } from '../../shared/domain/ids.ts'
import type { KeptAbove } from '../lines-above.ts'
import type { Capture } from '../mirror.ts'
import { aboveOfCheckpoint, decodeCheckpoint, encodeCheckpoint, sizeOfCheckpoint } from './checkpoint.ts'
import {
  decodeFrames,
  encodeFrame,
  encodeJson,
  historyFormat,
  historyFrameHeaderBytes,
  HistoryHeader,
  historyKinds,
  HistorySize,
  type HistoryFacts,
  type HistoryFrame,
} from './history-format.ts'
import { setAside } from './set-aside.ts'

/** What shows a terminal again, in order. */
export type HistoryStep =
  | { readonly kind: 'screen'; readonly screen: Capture; readonly flat?: FlatScreen | null }
  | { readonly kind: 'output'; readonly bytes: Uint8Array }
  | { readonly kind: 'resized'; readonly cols: number; readonly rows: number }

/** The same screen with its scrollback in a packed text. */
export type FlatScreen = { readonly front: Capture; readonly above: KeptAbove }

/** A screen as it is kept, and the part of it that is shown first: the same without scrollback. */
export type KeptScreen = { readonly whole: Capture; readonly front: Capture | null }

/** The same as it is written: each is read by `decodeCheckpoint`. */
export type KeptPayloads = {
  readonly whole: Buffer
  readonly front: Buffer
  readonly cols: number
  readonly rows: number
}

/** One terminal's history on disk. Calls must not overlap; a failed write leaves what was written before it readable. */
export class HistoryFile {
  readonly #path: string
  readonly #terminalId: TerminalId
  readonly #log: (line: string) => void
  #file: FileHandle | null = null
  #generation = 0
  #bytes = 0
  #bytesSinceCheckpoint = 0

  constructor(options: {
    readonly path: string
    readonly terminalId: TerminalId
    readonly log: (line: string) => void
  }) {
    this.#path = options.path
    this.#terminalId = options.terminalId
    this.#log = options.log
  }

  get bytes(): number {
    return this.#bytes
  }

  /** What was written since the last checkpoint and changed the screen. */
  get bytesSinceCheckpoint(): number {
    return this.#bytesSinceCheckpoint
  }

  /** Reads what is there and stands ready to go on behind it. Nothing is there: no steps. */
  async read(): Promise<readonly HistoryStep[]> {
    await rm(`${this.#path}.new`, { force: true }) // of a checkpoint that was not finished
    const content = await readFile(this.#path).catch(() => null)
    if (content === null) return []
    const { frames, bytes, end } = decodeFrames(content)
    const header = headerOf(frames[0], this.#terminalId)
    if (header === null) {
      await setAside(this.#path, 'it does not begin as a history of this terminal', this.#log)
      return []
    }
    // What a crash tears is one write; more than that was there before and cannot be told from torn by its length.
    const isChanged = end === 'corrupt' || content.byteLength - bytes > 2 * historyPendingBytesMax
    if (isChanged) await setAside(this.#path, `it was changed at byte ${bytes}`, this.#log, content)
    const steps = await stepsOf(frames).catch((error: unknown) => String(error))
    if (typeof steps === 'string') {
      await setAside(this.#path, steps, this.#log)
      return []
    }
    this.#generation = header.generation
    this.#file = await open(this.#path, 'r+')
    if (end !== 'complete') await this.#file.truncate(bytes)
    this.#bytes = bytes
    const front = steps[0]?.kind === 'screen' && !frames.some(isFront) ? 1 : 0 // of an older program: write it anew
    this.#bytesSinceCheckpoint = frames.reduce((sum, frame) => sum + sizeOfChange(frame), front)
    return steps
  }

  /** The screen that was written last, if it is all there is to be shown; null when it takes more to know. */
  async readKept(): Promise<KeptPayloads | null> {
    const content = await readFile(this.#path).catch(() => null)
    const { frames, end } = decodeFrames(content ?? Buffer.alloc(0))
    const [first, whole, front] = frames
    if (end !== 'complete' || headerOf(first, this.#terminalId) === null) return null
    if (whole?.kind !== historyKinds.checkpoint || !front || !isFront(front)) return null
    if (frames.some((frame) => sizeOfChange(frame) > 0)) return null
    return { front: front.payload, whole: whole.payload, ...sizeOfCheckpoint(whole.payload) }
  }

  /** Appends frames. The first ever makes the file. */
  async append(frames: readonly (readonly Uint8Array[])[]): Promise<void> {
    const file = this.#file ?? (await this.#begin())
    const pieces = frames.flat()
    let at = this.#bytes
    // One call for all pieces: what is torn by a crash is one frame at the end.
    const { bytesWritten } = await file.writev(pieces, at)
    const wanted = pieces.reduce((sum, piece) => sum + piece.byteLength, 0)
    at += bytesWritten
    if (bytesWritten < wanted) {
      const rest = Buffer.concat(pieces).subarray(bytesWritten)
      const { bytesWritten: more } = await file.write(rest, 0, rest.byteLength, at)
      if (more < rest.byteLength) throw new Error('the disk took only a part of it')
    }
    this.#bytes += wanted
    for (const frame of frames) {
      const size = frame.reduce((sum, piece) => sum + piece.byteLength, 0)
      this.#bytesSinceCheckpoint += frame[0]?.[historyFrameHeaderBytes - 1] === historyKinds.facts ? 0 : size
    }
  }

  /** Waits until what was appended is on the disk itself. */
  async sync(): Promise<void> {
    await this.#file?.datasync()
  }

  /** Replaces all that was written by this screen. Until it is whole on disk the old file stays. */
  async checkpoint({ whole, front }: KeptScreen, facts: HistoryFacts): Promise<void> {
    const header = { format: historyFormat, terminalId: this.#terminalId, generation: this.#generation + 1 }
    const pieces = [
      ...encodeJson(historyKinds.header, header),
      ...encodeFrame(historyKinds.checkpoint, await encodeCheckpoint(whole)),
      ...(front ? encodeFrame(historyKinds.front, await encodeCheckpoint(front)) : []),
      ...encodeJson(historyKinds.facts, facts),
    ]
    const next = await open(`${this.#path}.new`, 'w', 0o600)
    try {
      await next.writev(pieces)
      await next.datasync()
      const bytes = pieces.reduce((sum, piece) => sum + piece.byteLength, 0)
      if ((await next.stat()).size !== bytes) throw new Error('the disk took only a part of it')
      await rename(`${this.#path}.new`, this.#path)
      await this.#file?.close()
      this.#file = next
      this.#generation += 1
      this.#bytes = bytes
      this.#bytesSinceCheckpoint = 0
    } catch (error) {
      await next.close()
      await rm(`${this.#path}.new`, { force: true }) // its space may be what is missing
      throw error
    }
    await syncFolder(this.#path)
  }

  async close(): Promise<void> {
    const file = this.#file
    this.#file = null
    await file?.close()
  }

  async #begin(): Promise<FileHandle> {
    const file = await open(this.#path, 'w', 0o600)
    const header = { format: historyFormat, terminalId: this.#terminalId, generation: 1 }
    const { bytesWritten } = await file.writev([...encodeJson(historyKinds.header, header)])
    this.#file = file
    this.#generation = 1
    this.#bytes = bytesWritten
    this.#bytesSinceCheckpoint = 0
    return file
  }
}

/** The header of a history of this terminal in a format that is known here; else null. */
function headerOf(frame: HistoryFrame | undefined, terminalId: TerminalId) {
  if (frame?.kind !== historyKinds.header) return null
  const header = HistoryHeader.safeParse(jsonOf(frame)).data
  return header?.terminalId === terminalId && header.format === historyFormat ? header : null
}

const isFront = (frame: HistoryFrame): boolean => frame.kind === historyKinds.front

/** How much of the file changes what a checkpoint before it shows. */
const sizeOfChange = ({ kind, payload }: HistoryFrame): number =>
  kind === historyKinds.output || kind === historyKinds.resized
    ? historyFrameHeaderBytes + payload.byteLength
    : 0

const jsonOf = (frame: HistoryFrame): unknown => JSON.parse(frame.payload.toString('utf8'))

async function stepsOf(frames: readonly HistoryFrame[]) {
  const steps: HistoryStep[] = []
  for (const [at, frame] of frames.entries()) {
    if (frame.kind === historyKinds.output) steps.push({ kind: 'output', bytes: frame.payload })
    else if (frame.kind === historyKinds.resized)
      steps.push({ kind: 'resized', ...HistorySize.parse(jsonOf(frame)) })
    else if (frame.kind === historyKinds.checkpoint)
      steps.push({
        kind: 'screen',
        screen: await decodeCheckpoint(frame.payload),
        flat: await flatOf(frame.payload, frames[at + 1]),
      })
  }
  return steps
}

async function flatOf(whole: Buffer, next: HistoryFrame | undefined): Promise<FlatScreen | null> {
  const above = aboveOfCheckpoint(whole)
  return above && next && isFront(next) ? { front: await decodeCheckpoint(next.payload), above } : null
}

/** After a power loss the folder names the new file, or what is appended to it would be lost. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return // folders cannot be synced there
  const folder = await open(dirname(path), 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
