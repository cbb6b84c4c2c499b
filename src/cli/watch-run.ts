import { queryString } from '../shared/contract/api/client.ts'
import { LogEvent } from '../shared/contract/api/event.ts'
import { followStream, type StreamFetch } from '../shared/contract/api/follow-stream.ts'
import { streamPaths } from '../shared/contract/api/routes.ts'
import type { RunId, Sequence } from '../shared/domain/ids.ts'
import type { Clock } from '../shared/kernel/clock.ts'
import { Disposables } from '../shared/kernel/disposables.ts'
import type { ServiceAddress } from './service-address.ts'

/** What a watch works with. */
export type WatchWorld = {
  readonly place: ServiceAddress
  readonly clock: Clock
  readonly fetch: StreamFetch
}

/**
 * Resolves with the first event of the run behind `since` that fits, or with null when the time is over. A stream that
 * breaks is taken up again; nothing is polled.
 */
export function watchRun(
  world: WatchWorld,
  wanted: {
    readonly runId: RunId
    readonly since: Sequence
    readonly fits: (event: LogEvent) => boolean
    readonly withinMs: number
  },
): Promise<LogEvent | null> {
  const { runId, fits, withinMs } = wanted
  let since = wanted.since
  return new Promise((resolve) => {
    const life = new Disposables()
    const end = (event: LogEvent | null): void => {
      life.dispose()
      resolve(event)
    }
    life.add(world.clock.after(withinMs, () => end(null)))
    life.add(
      followStream({
        url: async () =>
          `${await world.place.address()}${streamPaths.events}${queryString({ run_ids: runId, since })}`,
        token: world.place.token,
        fetch: world.fetch,
        clock: world.clock,
        onData: (data) => {
          const event = LogEvent.safeParse(data)
          if (!event.success || event.data.sequence <= since) return
          since = event.data.sequence
          if (event.data.run_id === runId && fits(event.data)) end(event.data)
        },
      }),
    )
  })
}
