import { FitAddon } from '@xterm/addon-fit'
import type { SearchAddon } from '@xterm/addon-search'
import { Terminal } from '@xterm/xterm'
import type { TerminalToPage } from '../../shared/contract/app.ts'
import { silenceTerminalReplies } from '../../shared/domain/terminal-replies.ts'
import { Disposables, type Disposable } from '../../shared/kernel/disposables.ts'
import { resizeSettleMs, scrollbackLines } from '../limits.ts'
import { AckBatch } from './ack-batch.ts'
import { cutInput, needsPasteWarning } from './paste.ts'
import { addSearchAddon, addTextAddons, addWebgl } from './terminal-addons.ts'
import { createTerminalState } from './terminal-state.ts'
import { TerminalStream, type StreamOpener } from './terminal-stream.ts'
import { searchMarks, terminalTheme } from './terminal-theme.ts'
import type { WebglLeases } from './webgl-leases.ts'
import { readBuffer } from './read-buffer.ts'

/** Text, then what the machine has, then the signs that agents draw with. */
const terminalFonts = "'JetBrains Mono Variable', ui-monospace, monospace, 'Reveille Signs'"

/** Ends a character or a sequence that was cut in the middle. As bytes: text has a decoder of its own. */
const endOfSequence = Uint8Array.of(0x18)

export type TerminalLook = { readonly fontSize: number; readonly theme: 'dark' | 'light' }

export type TerminalOptions = {
  /** Empty, sized by the page; the view puts xterm into it and empties it again. Its property `readText` gives the text. */
  readonly host: HTMLElement
  readonly opener: StreamOpener
  /** A remote agent's output takes no keys. */
  readonly mode: 'terminal' | 'output'
  readonly look: TerminalLook
  readonly isMac: boolean
  /** Null draws with the DOM. */
  readonly webgl: WebglLeases | null
  readonly openLink: (url: string) => void
  /** Asks a person about a paste that would run many lines. */
  readonly askPaste: (text: string) => void
}

/** One attached terminal on screen: from the mount of its pane to the unmount. Knows nothing of React. */
export class TerminalView implements Disposable {
  readonly state = createTerminalState()
  readonly #options: TerminalOptions
  readonly #terminal: Terminal
  readonly #fit = new FitAddon()
  readonly #search: SearchAddon
  readonly #stream: TerminalStream
  readonly #acks: AckBatch
  readonly #owned = new Disposables()
  #resizeTimer: Disposable | null = null
  #query = ''
  #look: TerminalLook

  constructor(options: TerminalOptions) {
    this.#options = options
    this.#look = options.look
    const terminal = new Terminal({
      allowProposedApi: true, // unicode 11 and search decorations
      cursorBlink: false,
      cursorInactiveStyle: options.mode === 'terminal' ? 'outline' : 'none',
      disableStdin: options.mode === 'output',
      fontFamily: terminalFonts,
      fontSize: options.look.fontSize,
      lineHeight: 1.25,
      macOptionIsMeta: true,
      minimumContrastRatio: 4.5,
      overviewRuler: { width: 10 }, // also the width of the scrollbar
      scrollback: scrollbackLines,
      theme: terminalTheme(options.look.theme),
    })
    this.#terminal = this.#owned.add(terminal)
    terminal.loadAddon(this.#fit)
    addTextAddons(terminal, options)
    this.#search = addSearchAddon(terminal)
    this.#owned.add(silenceTerminalReplies(terminal.parser))
    terminal.open(options.host)
    if (options.webgl) this.#owned.add(addWebgl(terminal, options.webgl, () => this.#fitSoon()))
    Object.assign(options.host, { readText: () => readBuffer(terminal) })

    this.#acks = this.#owned.add(
      new AckBatch({
        clock: options.opener.clock,
        send: (bytes) => this.#stream.send({ kind: 'ack', bytes }),
      }),
    )
    this.#owned.add(terminal.onData((data) => this.#sendInput(data)))
    this.#owned.add(terminal.onBinary((data) => this.#sendInput(data)))
    this.#owned.add(terminal.onBell(() => this.state.setState((state) => ({ bells: state.bells + 1 }))))
    this.#owned.add(
      terminal.onSelectionChange(() => this.state.setState({ hasSelection: terminal.hasSelection() })),
    )
    this.#owned.add(
      this.#search.onDidChangeResults(({ resultIndex, resultCount }) =>
        this.state.setState({ search: { index: resultIndex, count: resultCount } }),
      ),
    )
    this.#owned.add(this.#watchPaste())
    this.#owned.add(this.#watchSize())
    this.#stream = this.#owned.add(
      new TerminalStream(options.opener, {
        onMessage: (message) => this.#take(message),
        onLost: (because) => this.state.setState({ problem: because }),
      }),
    )
  }

  focus(): void {
    this.#terminal.focus()
  }

  setLook(look: TerminalLook): void {
    this.#look = look
    this.#terminal.options.fontSize = look.fontSize
    this.#terminal.options.theme = terminalTheme(look.theme)
    this.#fitSoon()
  }

  /** The selected text; empty when nothing is selected. */
  readSelection(): string {
    return this.#terminal.getSelection()
  }

  selectAll(): void {
    this.#terminal.selectAll()
  }

  /** Clears the scrollback, keeps the prompt. */
  clear(): void {
    this.#terminal.clear()
  }

  /** Pastes as the program expects it, after asking where each line would run. */
  paste(text: string): void {
    if (
      needsPasteWarning(text, { isBracketedPaste: this.#terminal.modes.bracketedPasteMode, warningLines: 5 })
    )
      this.#options.askPaste(text)
    else this.pasteAnyway(text)
  }

  pasteAnyway(text: string): void {
    this.#terminal.paste(text)
    this.focus()
  }

  /** Goes to the next or previous hit; an empty query takes the marks away. */
  find(query: string, direction: 'next' | 'previous'): void {
    const isSame = query === this.#query
    this.#query = query
    if (query === '') return this.endSearch()
    const decorations = searchMarks(this.#look.theme)
    if (direction === 'next') this.#search.findNext(query, { decorations, incremental: !isSame })
    else this.#search.findPrevious(query, { decorations })
  }

  endSearch(): void {
    this.#query = ''
    this.#search.clearDecorations()
    this.state.setState({ search: null })
  }

  dispose(): void {
    this.#resizeTimer?.dispose()
    this.#owned.dispose()
  }

  #take(message: TerminalToPage): void {
    if (message.kind === 'replay') return this.#replay(message)
    if (message.kind === 'data') {
      const bytes = message.data.byteLength
      return this.#terminal.write(message.data, () => this.#acks.add(bytes))
    }
    if (message.kind === 'exit')
      return this.state.setState({ exit: { exitCode: message.exitCode, signal: message.signal } })
    this.state.setState({ exit: null, isRestored: false })
  }

  /**
   * The screen as the host has it, at the host's size; only then is it fitted to ours. The reset is a part of what is
   * parsed (after the end of whatever sequence the stream stood in), so that nothing is ever drawn between the two.
   */
  #replay(replay: TerminalToPage & { kind: 'replay' }): void {
    const owes = replay.owes ?? 0
    const isReading = this.#isScrolledUp
    if (replay.isFrame && isReading) return this.#acks.now(owes) // whoever reads further up keeps what they read
    if (!replay.isFrame)
      this.state.setState({ isReplaying: true, isRestored: replay.isRestored, exit: null, problem: '' })
    const { cols, rows } = replay
    if (cols !== this.#terminal.cols || rows !== this.#terminal.rows)
      this.#terminal.resize(Math.max(1, cols), Math.max(1, rows))
    const hideCursor = this.#options.mode === 'output' ? '\x1b[?25l' : ''
    this.#terminal.write(endOfSequence)
    this.#terminal.write(`\x1bc${replay.data}${hideCursor}`, () => {
      this.#acks.now(owes)
      if (replay.isFrame) return
      this.state.setState({ isReplaying: false })
      if (isReading && owes > 0) this.#terminal.scrollToTop() // what they read has left the scrollback
      this.#fitNow()
    })
  }

  get #isScrolledUp(): boolean {
    const { baseY, viewportY } = this.#terminal.buffer.active
    return viewportY < baseY
  }

  #sendInput(data: string): void {
    if (this.#options.mode === 'output' || this.state.getState().isReplaying) return
    for (const part of cutInput(data)) this.#stream.send({ kind: 'input', data: part })
  }

  #fitNow(): void {
    const size = this.#fit.proposeDimensions()
    if (!size || !Number.isFinite(size.cols) || this.state.getState().isReplaying) return
    this.#terminal.resize(size.cols, size.rows)
    this.#stream.send({ kind: 'resize', cols: size.cols, rows: size.rows }) // the same size again changes nothing there
  }

  #fitSoon(): void {
    this.#resizeTimer?.dispose()
    this.#resizeTimer = this.#options.opener.clock.after(resizeSettleMs, () => this.#fitNow())
  }

  #watchSize(): Disposable {
    const observer = new ResizeObserver(() => this.#fitSoon())
    observer.observe(this.#options.host)
    return { dispose: () => observer.disconnect() }
  }

  /** Before xterm sees a paste, whichever way it came. */
  #watchPaste(): Disposable {
    const take = (event: ClipboardEvent): void => {
      event.preventDefault()
      event.stopPropagation()
      this.paste(event.clipboardData?.getData('text/plain') ?? '')
    }
    this.#options.host.addEventListener('paste', take, { capture: true })
    return { dispose: () => this.#options.host.removeEventListener('paste', take, { capture: true }) }
  }
}
