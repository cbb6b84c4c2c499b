import { open, readFile, rename, rm, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { historyPendingBytesMax } from '../../shared/limits.ts'
import type { TerminalId } from '../../shared/domain/ids.ts'
import type { Capture } from '../mirror.ts'
import { decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts'
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
  | { readonly kind: 'screen'; readonly screen: Capture }
  | { readonly kind: 'output'; readonly bytes: Uint8Array }
  | { readonly kind: 'resized'; readonly cols: number; readonly rows: number }

/** One terminal's history on disk. Calls must not overlap; a failed write leaves what was written before it readable. */
export class HistoryFile {
  readonly #path: string
  readonly #terminalId: TerminalId
  readonly #log: (line: string) => void
  #file: FileHandle | null = null
  #generation = 0
  #bytes = 0
  #checkpointBytes = 0

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

  /** What was written since the last checkpoint. */
  get bytesSinceCheckpoint(): number {
    return this.#bytes - this.#checkpointBytes
  }

  /** Reads what is there and stands ready to go on behind it. Nothing is there: no steps. */
  async read(): Promise<readonly HistoryStep[]> {
    await rm(`${this.#path}.new`, { force: true }) // of a checkpoint that was not finished
    const content = await readFile(this.#path).catch(() => null)
    if (content === null) return []
    const { frames, bytes, end } = decodeFrames(content)
    const header = headerOf(frames[0])
    if (header?.terminalId !== this.#terminalId || header.format !== historyFormat) {
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
    this.#checkpointBytes = steps.firstBytes
    return steps.steps
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
  }

  /** Waits until what was appended is on the disk itself. */
  async sync(): Promise<void> {
    await this.#file?.datasync()
  }

  /** Replaces all that was written by this screen. Until it is whole on disk the old file stays. */
  async checkpoint(capture: Capture, facts: HistoryFacts): Promise<void> {
    const header = { format: historyFormat, terminalId: this.#terminalId, generation: this.#generation + 1 }
    const pieces = [
      ...encodeJson(historyKinds.header, header),
      ...encodeFrame(historyKinds.checkpoint, await encodeCheckpoint(capture)),
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
      this.#checkpointBytes = bytes
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
    this.#checkpointBytes = bytesWritten
    return file
  }
}

const headerOf = (frame: HistoryFrame | undefined) => {
  if (frame?.kind !== historyKinds.header) return null
  return HistoryHeader.safeParse(jsonOf(frame)).data ?? null
}

const jsonOf = (frame: HistoryFrame): unknown => JSON.parse(frame.payload.toString('utf8'))

async function stepsOf(frames: readonly HistoryFrame[]) {
  const steps: HistoryStep[] = []
  let firstBytes = 0
  for (const frame of frames) {
    if (frame.kind === historyKinds.output) steps.push({ kind: 'output', bytes: frame.payload })
    else if (frame.kind === historyKinds.resized)
      steps.push({ kind: 'resized', ...HistorySize.parse(jsonOf(frame)) })
    else if (frame.kind === historyKinds.checkpoint)
      steps.push({ kind: 'screen', screen: await decodeCheckpoint(frame.payload) })
    if (frame.kind <= historyKinds.checkpoint)
      firstBytes += historyFrameHeaderBytes + frame.payload.byteLength
  }
  return { steps, firstBytes }
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
