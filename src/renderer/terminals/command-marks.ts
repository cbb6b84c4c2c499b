import type { IMarker, Terminal } from '@xterm/xterm'
import { Disposables, type Disposable } from '../../shared/kernel/disposables.ts'
import { commandMarksMax } from '../limits.ts'

/** One command as its shell told of it (OSC 133). */
type Command = {
  readonly prompt: IMarker
  output: { readonly marker: IMarker; readonly column: number } | null
  end: { readonly marker: IMarker; readonly column: number } | null
}

/** Where the commands of a shell begin and end on a screen, as far as its shell tells. */
export class CommandMarks implements Disposable {
  readonly #terminal: Terminal
  readonly #failed: () => string
  readonly #owned = new Disposables()
  #commands: Command[] = []

  /** `failed` is the colour in which a command that failed is marked beside the scrollbar. */
  constructor(terminal: Terminal, failed: () => string) {
    this.#terminal = terminal
    this.#failed = failed
    this.#owned.add(
      terminal.parser.registerOscHandler(133, (data) => {
        this.#take(data)
        return true
      }),
    )
  }

  /** Scrolls to the next command above or below what is at the top of the screen; past the last one to the bottom. */
  goTo(direction: 'previous' | 'next'): void {
    const top = this.#terminal.buffer.active.viewportY
    const lines = this.#living.map((command) => command.prompt.line)
    const line =
      direction === 'previous' ? lines.findLast((one) => one < top) : lines.find((one) => one > top)
    if (line !== undefined) this.#terminal.scrollToLine(line)
    else if (direction === 'next') this.#terminal.scrollToBottom()
  }

  /** What the last command that has begun put out, up to now when it has not ended; null without one. */
  readLastOutput(): string | null {
    const command = this.#living.findLast((one) => one.output !== null && !one.output.marker.isDisposed)
    if (!command?.output) return null
    const buffer = this.#terminal.buffer.normal
    const from = command.output.marker.line
    const end = command.end ?? {
      marker: { line: buffer.baseY + buffer.cursorY },
      column: buffer.cursorX,
    }
    let text = ''
    for (let row = from; row <= end.marker.line; row += 1) {
      const line = buffer.getLine(row)
      if (!line) continue
      const isLast = row === end.marker.line
      const isContinued = buffer.getLine(row + 1)?.isWrapped ?? false
      if (row > from && !line.isWrapped) text += '\n'
      text += line.translateToString(!isContinued, 0, isLast ? end.column : undefined)
    }
    return text.replace(/\s+$/, '')
  }

  dispose(): void {
    this.#owned.dispose()
    for (const command of this.#commands) forget(command)
    this.#commands = []
  }

  /** Those whose prompt is still in the scrollback. */
  get #living(): readonly Command[] {
    return this.#commands.filter((command) => !command.prompt.isDisposed)
  }

  #take(data: string): void {
    const [kind, status] = data.split(';')
    const column = this.#terminal.buffer.active.cursorX
    const marker = this.#terminal.registerMarker() as IMarker | undefined // none on the alternate screen
    if (!marker) return
    const last = this.#commands.at(-1)
    if (kind === 'A') this.#add({ prompt: marker, output: null, end: null })
    else if (kind === 'C' && last) last.output = { marker, column }
    else if (kind === 'D' && last?.output) {
      last.end = { marker, column }
      if (Number(status ?? 0) !== 0) this.#markFailed(last.prompt)
    } else marker.dispose()
  }

  /** A prompt that is drawn again is the same prompt. */
  #add(command: Command): void {
    const last = this.#commands.at(-1)
    if (last && last.output === null) forget(this.#commands.pop() ?? last)
    this.#commands.push(command)
    if (this.#commands.length > commandMarksMax) {
      const living = new Set(this.#living.slice(-commandMarksMax))
      for (const one of this.#commands) if (!living.has(one)) forget(one)
      this.#commands = [...living]
    }
  }

  #markFailed(marker: IMarker): void {
    this.#owned.add(
      this.#terminal.registerDecoration({
        marker,
        overviewRulerOptions: { color: this.#failed(), position: 'left' },
      }) ?? marker,
    )
  }
}

function forget({ prompt, output, end }: Command): void {
  for (const marker of [prompt, output?.marker, end?.marker]) marker?.dispose()
}
