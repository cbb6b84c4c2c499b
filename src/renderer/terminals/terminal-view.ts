import { Terminal } from '@xterm/xterm'
import type { TerminalToPage } from '../../shared/contract/terminal-port.ts'
import { silenceTerminalReplies } from '../../shared/domain/terminal-replies.ts'
import { Disposables, type Disposable } from '../../shared/kernel/disposables.ts'
import { mendTerminal } from '../../shared/kernel/mend-terminal.ts'
import { WholeCharacters } from '../../shared/kernel/whole-characters.ts'
import { isSame } from '../../shared/kernel/is-same.ts'
import type { HeldKey } from '../keys/held-keys.ts'
import { AckBatch } from './ack-batch.ts'
import { needsPasteWarning, pasteable } from './paste.ts'
import { copyForPrograms } from './program-clipboard.ts'
import { CommandMarks } from './command-marks.ts'
import { joinLigatures } from './ligatures.ts'
import { measureOnCanvas } from './measure-widths.ts'
import { moveScrollbarPerFrame } from './scrollbar-frames.ts'
import { ringBell } from './bell.ts'
import { addImages, addWebgl, addWidths } from './terminal-addons.ts'
import { pressAgain, sendKeysAsAsked } from './program-keys.ts'
import { TerminalFit } from './terminal-fit.ts'
import { addLinks, type LinkOptions } from './terminal-links.ts'
import { applyLook, terminalOptions, type TerminalLook } from './terminal-options.ts'
import { watchPaste, watchSelecting } from './selecting.ts'
import { flashLine, PlaceMarks, type PlaceFound } from './place-marks.ts'
import { ScreenReplays } from './screen-replays.ts'
import { TerminalSearch, type SearchWish } from './terminal-search.ts'
import { createTerminalState } from './terminal-state.ts'
import { TerminalStream, type StreamOpener } from './terminal-stream.ts'
import { searchMarks, terminalTheme } from './terminal-theme.ts'
import { keepRowsUntilDrawn } from './kept-rows.ts'
import { drawSelectionWhenThere } from './selection-draws.ts'
import { whenDrawn } from './when-drawn.ts'
import { TypedInput } from './typed-input.ts'
import type { WebglLeases } from './webgl-leases.ts'
import { readBuffer } from './read-buffer.ts'

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
  readonly links: Pick<LinkOptions, 'look' | 'openLink' | 'openPath'>
  /** Takes what was selected with the mouse, where a person wants it copied. */
  readonly copySelection: (text: string) => void
  /** Asks a person about a paste that would run many lines. */
  readonly askPaste: (text: string) => void
}

/** On the main screen it changes nothing but that xterm 6.0.0 draws its cursor before it had the keyboard once. */
const showCursor = '\x1b[?1047l'

/** One attached terminal on screen: from the mount of its pane to the unmount. Knows nothing of React. */
export class TerminalView implements Disposable {
  readonly state = createTerminalState()
  readonly #options: TerminalOptions
  readonly #terminal: Terminal
  readonly #fit: TerminalFit
  readonly #search: TerminalSearch
  readonly #commands: CommandMarks
  readonly #places: PlaceMarks
  readonly #stream: TerminalStream
  readonly #acks: AckBatch
  readonly #replays: ScreenReplays
  readonly #typed: TypedInput
  readonly #characters = new WholeCharacters()
  readonly #owned = new Disposables()
  #ligatures: Disposable | null = null
  #images: Disposable | null = null
  #look: TerminalLook

  constructor(options: TerminalOptions) {
    this.#options = options
    this.#look = options.look
    const terminal = new Terminal(terminalOptions(options.mode, options.look))
    this.#terminal = this.#owned.add(terminal)
    mendTerminal(terminal, (because) => console.error(`output that could not be parsed: ${because}`))
    if (options.mode === 'terminal') terminal.write(showCursor)
    addWidths(terminal)
    const { isMac, links } = options
    const onHover = (hovered: string | null): void => this.state.setState({ hovered })
    this.#owned.add(addLinks(terminal, { ...links, isMac, onHover }))
    this.#search = new TerminalSearch(terminal, (search) => this.state.setState({ search }))
    this.#owned.add(silenceTerminalReplies(terminal.parser))
    if (options.mode === 'terminal') this.#owned.add(sendKeysAsAsked(terminal))
    this.#commands = this.#owned.add(
      new CommandMarks(terminal, () => terminalTheme(this.#look.theme, this.#look.palette).red ?? 'red'),
    )
    this.#places = this.#owned.add(
      new PlaceMarks(terminal, (marker) => flashLine(terminal, marker, options.opener.clock)),
    )
    const isWanted = (): boolean =>
      this.#look.settings.terminalClipboard && options.host.ownerDocument.hasFocus()
    this.#owned.add(copyForPrograms(terminal.parser, { isWanted, copy: options.copySelection }))
    terminal.open(options.host)
    measureOnCanvas(terminal, options.host.ownerDocument)
    drawSelectionWhenThere(terminal)
    keepRowsUntilDrawn(terminal)
    this.#owned.add(moveScrollbarPerFrame(terminal, options.host))
    if (options.webgl) this.#owned.add(addWebgl(terminal, options.webgl, () => this.#fit.soon()))
    this.#addOptional()
    this.#showGround()
    Object.assign(options.host, { readText: () => readBuffer(terminal) })
    this.#owned.add({ dispose: this.state.subscribe(() => this.#tellBusy()) })
    this.#tellBusy()

    this.#acks = this.#owned.add(
      new AckBatch({
        clock: options.opener.clock,
        send: (bytes) => this.#stream.send({ kind: 'ack', bytes }),
      }),
    )
    this.#replays = this.#owned.add(
      new ScreenReplays({
        ...{ terminal, characters: this.#characters, state: this.state, acks: this.#acks },
        hidesCursor: options.mode === 'output',
        whenDrawn: (act) => whenDrawn(options.host, options.opener.clock, act),
        onShown: () => {
          this.#typed.release()
          this.#fit.now()
        },
      }),
    )
    this.#typed = new TypedInput({
      isReplaying: () => this.#replays.holdsInput,
      send: (data) => this.#stream.send({ kind: 'input', data }),
    })
    if (options.mode === 'terminal')
      for (const event of [terminal.onData, terminal.onBinary])
        this.#owned.add(event((data) => this.#typed.add(data)))
    this.#owned.add(terminal.onBell(() => this.#ring()))
    this.#owned.add(
      terminal.onSelectionChange(() => this.state.setState({ hasSelection: terminal.hasSelection() })),
    )
    this.#owned.add(
      watchSelecting(options.host, terminal, (text) => {
        // what a search selected is none of a person's
        if (this.#look.settings.terminalCopyOnSelect && !this.state.getState().search)
          options.copySelection(text)
      }),
    )
    this.#owned.add(watchPaste(options.host, (text) => this.paste(text)))
    this.#fit = this.#owned.add(
      new TerminalFit(terminal, {
        ...{ host: options.host, clock: options.opener.clock },
        mayFit: () => !this.state.getState().isReplaying,
        onSize: (size) => this.#stream.send({ kind: 'resize', ...size }), // the same again changes nothing there
      }),
    )
    this.#stream = this.#owned.add(
      new TerminalStream(options.opener, {
        onMessage: (message) => this.#replays.inOrder(() => this.#take(message)),
        onLost: (because) => this.state.setState({ problem: because }),
      }),
    )
  }

  focus(): void {
    this.#terminal.focus()
  }

  /** Keys that were pressed while this terminal was on its way to the keyboard. */
  press(keys: readonly HeldKey[]): void {
    pressAgain(this.#terminal, keys)
  }

  /** Only what differs costs anything. */
  setLook(look: TerminalLook): void {
    if (isSame(look, this.#look)) return
    this.#look = look
    this.#showGround()
    applyLook(this.#terminal, look)
    this.#addOptional()
    this.#fit.soon()
  }

  /** The selected text; empty when nothing is selected. */
  readSelection(): string {
    return this.#terminal.getSelection()
  }

  selectAll(): void {
    this.#terminal.selectAll()
  }

  /** Goes to where a command began, from what is at the top of the screen. */
  goToCommand(direction: 'previous' | 'next'): void {
    this.#commands.goTo(direction)
  }

  /** Goes to where something happened. To be asked when the screen has been replayed. */
  goToPlace(name: number): PlaceFound {
    return this.#places.goTo(name)
  }

  /** What the last command has put out; null when no shell has told of one. */
  readLastOutput(): string | null {
    return this.#commands.readLastOutput()
  }

  /** Clears the scrollback, keeps the prompt. */
  clear(): void {
    this.#terminal.clear()
  }

  /** From now on this pane types, and no other that shows the same terminal. */
  takeControl(): void {
    this.#stream.send({ kind: 'takeControl' })
    this.focus()
  }

  /** Pastes as the program expects it, after asking where each line would run. */
  paste(text: string): void {
    if (
      needsPasteWarning(text, {
        isBracketedPaste: this.#terminal.modes.bracketedPasteMode,
        warningLines: this.#look.settings.terminalPasteWarningLines,
      })
    )
      this.#options.askPaste(text)
    else this.pasteAnyway(text)
  }

  pasteAnyway(text: string): void {
    this.#terminal.paste(pasteable(text))
    this.focus()
  }

  /** Goes to an older or newer hit, the newest first; an empty query takes the marks away. */
  find(wish: SearchWish, direction: 'older' | 'newer'): void {
    this.#search.find(wish, direction, searchMarks(this.#look.theme, this.#look.palette))
  }

  endSearch(): void {
    this.#search.end()
  }

  dispose(): void {
    this.#ligatures?.dispose()
    this.#images?.dispose()
    this.#owned.dispose()
  }

  #take(message: TerminalToPage): void {
    if (message.kind === 'replay') return this.#replays.show(message)
    if (message.kind === 'data') {
      const bytes = message.data.byteLength
      return this.#terminal.write(this.#characters.next(message.data), () => this.#acks.add(bytes))
    }
    if (message.kind === 'control') return this.state.setState({ control: message.control })
    if (message.kind === 'exit')
      return this.state.setState({ exit: { exitCode: message.exitCode, signal: message.signal } })
    this.state.setState({ exit: null, isRestored: false })
  }

  /** Whoever cannot see the screen is told that it is not whole yet. */
  #tellBusy(): void {
    const { isReplaying, isShort } = this.state.getState()
    this.#options.host.ariaBusy = String(isReplaying || isShort)
  }

  /** What the settings add, and take away again. */
  #addOptional(): void {
    const { terminalLigatures, terminalImages } = this.#look.settings
    this.#options.host.dataset['ligatures'] = String(terminalLigatures) // read by the style sheet
    if (terminalLigatures) this.#ligatures ??= joinLigatures(this.#terminal)
    else this.#ligatures = end(this.#ligatures)
    if (terminalImages) this.#images ??= addImages(this.#terminal)
    else this.#images = end(this.#images)
  }

  /** The edge around the cells has their ground. */
  #showGround(): void {
    const { palette } = this.#look
    const area = this.#options.host.closest<HTMLElement>('.terminal-area')
    if (palette) area?.style.setProperty('--terminal-ground', palette.background)
    else area?.style.removeProperty('--terminal-ground')
  }

  #ring(): void {
    const { terminalBell } = this.#look.settings
    if (terminalBell === 'sound') ringBell()
    if (terminalBell === 'flash') this.state.setState((state) => ({ bells: state.bells + 1 }))
  }
}

const end = (one: Disposable | null): null => {
  one?.dispose()
  return null
}
