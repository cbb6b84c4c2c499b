import { StringDecoder } from 'node:string_decoder'

/** Cuts a byte stream into lines; a character that is split between two chunks stays whole. */
export function createLineReader(onLine: (line: string) => void): {
  push: (bytes: Buffer) => void
  end: () => void
} {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  const feed = (text: string): void => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) onLine(line)
  }
  return {
    push: (bytes) => feed(decoder.write(bytes)),
    end: () => {
      feed(decoder.end())
      if (rest !== '') onLine(rest)
      rest = ''
    },
  }
}

/** Bytes as terminal text: a program on a pipe ends its lines without the carriage return a terminal would add. */
export function createTextReader(onText: (text: string) => void): {
  push: (bytes: Buffer) => void
  end: () => void
} {
  const decoder = new StringDecoder('utf8')
  const feed = (text: string): void => {
    if (text !== '') onText(text.replaceAll(/\r?\n/g, '\r\n'))
  }
  return { push: (bytes) => feed(decoder.write(bytes)), end: () => feed(decoder.end()) }
}
