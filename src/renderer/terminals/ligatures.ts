import type { Terminal } from '@xterm/xterm'
import type { Disposable } from '../../shared/kernel/disposables.ts'

/** What fonts for programmers draw as one sign, the longest first. What a font does not have stays as it is. */
const sequences = [
  ...[
    '<!--',
    '-->>',
    '<==>',
    '<-->',
    '===',
    '!==',
    '=/=',
    '<=>',
    '<->',
    '-->',
    '<--',
    '==>',
    '<==',
    '>>=',
    '<<=',
  ],
  ...[
    '...',
    '..<',
    '::=',
    ':::',
    '///',
    '/**',
    '&&&',
    '|||',
    '###',
    '***',
    '+++',
    '?:',
    '??',
    '?.',
    '->',
    '=>',
  ],
  ...[
    '<-',
    '<=',
    '>=',
    '==',
    '!=',
    '/=',
    '::',
    ':=',
    '=:',
    '//',
    '/*',
    '*/',
    '&&',
    '||',
    '++',
    '--',
    '..',
    '<<',
  ],
  ...['>>', '|>', '<|', '~>', '<~', '~~', '##', '**', '</', '/>', '<>', '%%', '!!'],
]

const pattern = new RegExp(sequences.map((one) => one.replace(/[$()*+./?[\\\]^{|}]/g, '\\$&')).join('|'), 'g')

/** Where signs begin and end in a text. */
export const findLigatures = (text: string): [number, number][] =>
  [...text.matchAll(pattern)].map((match) => [match.index, match.index + match[0].length])

/** Draws such sequences together, so that the font can make one sign of them. */
export function joinLigatures(terminal: Terminal): Disposable {
  const joiner = terminal.registerCharacterJoiner(findLigatures)
  return { dispose: () => terminal.deregisterCharacterJoiner(joiner) }
}
