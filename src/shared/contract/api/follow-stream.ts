import { createParser, type EventSourceMessage } from 'eventsource-parser'
import type { Clock } from '../../kernel/clock.ts'
import { Disposables, type Disposable } from '../../kernel/disposables.ts'
import {
  streamBackoffMs,
  streamGoodAfterMs,
  streamPermanentBackoffMs,
  streamRecycleMs,
  streamSilenceMs,
} from '../../limits.ts'
import { LaggedEvent } from './event.ts'
import { LaggedOutput } from './worker.ts'

// `never` fits every `fetch`'s own AbortSignal type, of which `shared` knows none.
declare const AbortController: new () => { readonly signal: never; abort: () => void }
declare const TextDecoder: new () => { decode: (bytes: Uint8Array, options: { stream: boolean }) => string }

/** The part of `fetch` a stream needs. */
export type StreamFetch = (
  url: string,
  init: { headers: Record<string, string>; signal?: never },
) => Promise<{ status: number; body: AsyncIterable<Uint8Array> | null }>

export type StreamState =
  | { readonly kind: 'connected' }
  | { readonly kind: 'waiting'; readonly failures: number; readonly forMs: number; readonly because: string }
  /** Only with `giveUp`: nothing follows. */
  | { readonly kind: 'gave-up'; readonly because: string }

export type FollowStreamOptions = {
  /** Asked at each connect; must carry the current cursor. */
  readonly url: () => string | Promise<string>
  readonly token: () => string | Promise<string>
  readonly fetch: StreamFetch
  readonly clock: Clock
  /** One entry's data, already JSON. What does not parse is reported and skipped. */
  readonly onData: (data: unknown, id: string | null) => void
  /** The service tells that entries are gone, or that this reader is slow; without it, such a word is passed over. */
  readonly onLagged?: (lagged: LaggedEvent) => void
  /** The same of a stream of output. */
  readonly onLaggedOutput?: (lagged: LaggedOutput) => void
  readonly onState?: (state: StreamState) => void
  /** For readers that nobody watches: too many refusals in a row, or failing for too long, end the stream. */
  readonly giveUp?: { readonly refusalsMax: number; readonly failingMs: number }
}

/**
 * Reads a server-sent stream for as long as it is not disposed: reconnects with back-off, notices a silent peer, and
 * leaves a connection by itself before a server would cut it. A connection counts as good once it brought something or
 * stood for a while: one that a server opens and closes at once is backed off like any other failure.
 */
export function followStream(options: FollowStreamOptions): Disposable {
  let isDisposed = false
  let failures = 0
  let refusals = 0
  let failingSince: number | null = null
  let abort = (): void => {}
  let wake = (): void => {}

  const isGood = (): void => {
    failures = 0
    refusals = 0
    failingSince = null
  }

  const readOnce = async (): Promise<Ending> => {
    const controller = new AbortController()
    const life = new Disposables()
    let isRecycled = false
    abort = () => controller.abort()
    let because = 'the stream ended'
    let silence: Disposable = { dispose: () => {} }
    const heard = (): void => {
      silence.dispose()
      silence = options.clock.after(streamSilenceMs, () => {
        because = 'the service went silent'
        controller.abort()
      })
    }
    try {
      heard()
      const headers = { authorization: `Bearer ${await options.token()}`, accept: 'text/event-stream' }
      const response = await options.fetch(await options.url(), { headers, signal: controller.signal })
      if (response.status !== 200 || !response.body) {
        controller.abort()
        const isPermanent =
          response.status >= 400 &&
          response.status < 500 &&
          response.status !== 408 &&
          response.status !== 429
        refusals = response.status === 401 || response.status === 403 ? refusals + 1 : 0
        return { because: `the service answered ${response.status}`, isPermanent, isRecycled }
      }
      options.onState?.({ kind: 'connected' })
      life.add(options.clock.after(streamGoodAfterMs, isGood))
      life.add(
        options.clock.after(streamRecycleMs, () => {
          isRecycled = true
          controller.abort()
        }),
      )
      const parser = createParser({
        onEvent: (event) => {
          isGood()
          deliver(options, event)
        },
      })
      const decoder = new TextDecoder()
      for await (const bytes of response.body) {
        if (isDisposed) break
        heard()
        parser.feed(decoder.decode(bytes, { stream: true }))
      }
      return { because, isPermanent: false, isRecycled }
    } catch (error) {
      if (because === 'the stream ended') because = error instanceof Error ? error.message : String(error)
      return { because, isPermanent: false, isRecycled }
    } finally {
      silence.dispose()
      life.dispose()
    }
  }

  const run = async (): Promise<void> => {
    while (!isDisposed) {
      const { because, isPermanent, isRecycled } = await readOnce()
      if (isDisposed) return
      if (isRecycled) continue // no failure: the next connection goes on at the cursor
      failures += 1
      failingSince ??= options.clock.now()
      const { giveUp } = options
      const isHopeless = giveUp !== undefined && refusals >= giveUp.refusalsMax
      if (isHopeless || (giveUp && options.clock.now() - failingSince >= giveUp.failingMs))
        return options.onState?.({ kind: 'gave-up', because })
      const step = streamBackoffMs[Math.min(failures, streamBackoffMs.length) - 1] ?? streamPermanentBackoffMs
      const forMs = isPermanent ? streamPermanentBackoffMs : step
      options.onState?.({ kind: 'waiting', failures, forMs, because })
      await new Promise<void>((resolve) => {
        const timer = options.clock.after(forMs, resolve)
        wake = () => {
          timer.dispose()
          resolve()
        }
      })
    }
  }
  void run()
  return {
    dispose: () => {
      isDisposed = true
      abort()
      wake()
    },
  }
}

type Ending = { readonly because: string; readonly isPermanent: boolean; readonly isRecycled: boolean }

function deliver(options: FollowStreamOptions, event: EventSourceMessage): void {
  let value: unknown
  try {
    value = JSON.parse(event.data)
  } catch {
    return // a malformed entry is skipped: the next one carries a later sequence, and facts are asked anew
  }
  if (event.event !== 'lagged') return options.onData(value, event.id ?? null)
  const lagged = LaggedEvent.safeParse(value)
  if (lagged.success) return options.onLagged?.(lagged.data)
  const output = LaggedOutput.safeParse(value)
  if (output.success) options.onLaggedOutput?.(output.data)
}
