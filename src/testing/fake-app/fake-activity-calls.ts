import type { appContract } from '../../shared/contract/app.ts'
import type { activityCalls } from '../../shared/contract/app-activity.ts'
import { WireError, type WireHandlers } from '../../shared/contract/wire.ts'
import { fitsActivity, type ActivityEntry } from '../../shared/domain/activity.ts'

type Calls = Pick<WireHandlers<typeof appContract>, keyof typeof activityCalls>

/** The timeline's questions, answered from a list in memory, the latest last. */
export function fakeActivityCalls(all: () => readonly ActivityEntry[]): Calls {
  const lists = new Map<number, readonly ActivityEntry[]>()
  return {
    readLatestActivity: ({ limit }) => ({ entries: all().slice(-limit) }),
    openActivity: (query) => {
      const found = all().filter(fitsActivity(query)).toReversed()
      const list = lists.size + 1
      lists.set(list, found)
      return { list, count: found.length, lastId: all().at(-1)?.id ?? 0 }
    },
    readActivity: ({ list, offset, limit }) => {
      const found = lists.get(list)
      if (!found) throw new WireError('unknown-list', 'there is no such list')
      return { entries: found.slice(offset, offset + limit) }
    },
    exportActivity: () => ({ path: '/home/ada/reveille-activity.jsonl' }),
  }
}
