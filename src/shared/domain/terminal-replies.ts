import type { Disposable } from '../kernel/disposables.ts'

// The pty host's mirror answers every query of a program, whether a page looks or not. A page's xterm must not answer a
// second time. `silenceTerminalReplies` keeps it from answering at all and is what a page calls once per xterm;
// `isTerminalReply` recognises an answer where only the data is at hand. Focus and mouse reports are input, not answers:
// only the page knows them.

type Identifier = { readonly prefix?: string; readonly intermediates?: string; readonly final: string }

/** What is used of an xterm's `terminal.parser`. */
export type QueryParser = {
  registerCsiHandler(id: Identifier, handler: () => boolean): Disposable
  registerDcsHandler(id: Identifier, handler: () => boolean): Disposable
  registerOscHandler(code: number, handler: (data: string) => boolean): Disposable
}

const controlQueries: readonly Identifier[] = [
  { final: 'c' }, // DA1
  { prefix: '>', final: 'c' }, // DA2
  { prefix: '=', final: 'c' }, // DA3
  { final: 'n' }, // DSR, CPR
  { prefix: '?', final: 'n' }, // DECXCPR and other DEC reports
  { intermediates: '$', final: 'p' }, // DECRQM
  { prefix: '?', intermediates: '$', final: 'p' },
  { prefix: '>', final: 'q' }, // XTVERSION
  { prefix: '?', final: 'u' }, // kitty keyboard: `KeyboardFlags` tells
]

/** OSC codes whose payload may ask for a colour. */
const colourCodes = [4, 10, 11, 12] as const

/** Makes this xterm answer no query; everything else works as before. */
export function silenceTerminalReplies(parser: QueryParser): Disposable {
  const registered = [
    ...controlQueries.map((query) => parser.registerCsiHandler(query, () => true)),
    parser.registerDcsHandler({ intermediates: '$', final: 'q' }, () => true), // DECRQSS
    ...colourCodes.map((code) => parser.registerOscHandler(code, (data) => data.split(';').includes('?'))),
  ]
  return {
    dispose: () => {
      for (const one of registered) one.dispose()
    },
  }
}

// oxlint-disable no-control-regex -- escape sequences are what this is about
const replies =
  /^(?:\x1b\[[?>=][\d;]*c|\x1b\[\??\d+n|\x1b\[\??\d+(?:;\d+)+R|\x1b\[\??[\d;]+\$y|\x1b\[\?\d+u|\x1bP[01]\$r[^\x1b]*\x1b\\|\x1bP>\|[^\x1b]*\x1b\\|\x1b\](?:4;\d+|1[0-2]);rgb:[0-9a-f/]+(?:\x07|\x1b\\))+$/i

/** F3 with Shift, Alt or Ctrl: the same bytes as the report of a cursor in the first row. A key is not dropped. */
const modifiedF3 = /^\x1b\[1;[2-8]R$/

/** Whether what xterm's `onData` gave is an automatic answer to a query, and nothing a person did. */
export const isTerminalReply = (data: string): boolean => replies.test(data) && !modifiedF3.test(data)
