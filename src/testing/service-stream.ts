import { createParser } from 'eventsource-parser'

/** One reader of a stream of the service: what it has read, in order. */
export type StreamReader<Entry> = {
  /** Resolves with the next `count` entries that nobody has taken yet. */
  readonly take: (count: number) => Promise<Entry[]>
  /** Resolves with everything up to and with the first entry that fits. */
  readonly takeUntil: (fits: (entry: Entry) => boolean) => Promise<Entry[]>
  readonly comments: () => number
  /** Resolves when the service ended the stream. */
  readonly ended: Promise<void>
  readonly close: () => void
}

/** Opens a stream; rejects when the service refuses it. */
export async function readStream<Entry>(
  url: string,
  token: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<StreamReader<Entry>> {
  const controller = new AbortController()
  const response = await fetch(url, {
    headers: { authorization: `Bearer ${token}`, ...headers },
    signal: controller.signal,
  })
  if (response.status !== 200 || response.body === null)
    throw new Error(`the stream was refused: ${response.status}`)
  const entries: Entry[] = []
  let comments = 0
  let notify = (): void => {}
  const parser = createParser({
    onEvent: (event) => void entries.push(JSON.parse(event.data) as Entry), // the test says what it reads
    onComment: () => void (comments += 1),
  })
  const body = response.body
  const ended = (async () => {
    const decoder = new TextDecoder()
    try {
      for await (const bytes of body) {
        parser.feed(decoder.decode(bytes, { stream: true }))
        notify()
      }
    } catch {
      // the service went away, or the test closed the reader
    }
  })()
  const until = async (isEnough: () => boolean): Promise<void> => {
    while (!isEnough()) await new Promise<void>((resolve) => (notify = resolve))
  }
  return {
    take: async (count) => {
      await until(() => entries.length >= count)
      return entries.splice(0, count)
    },
    takeUntil: async (fits) => {
      await until(() => entries.some(fits))
      return entries.splice(0, entries.findIndex(fits) + 1)
    },
    comments: () => comments,
    ended,
    close: () => controller.abort(),
  }
}
