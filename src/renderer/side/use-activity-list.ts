import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { fitsActivity, type ActivityEntry, type ActivityQuery } from '../../shared/domain/activity.ts'
import { systemClock } from '../../shared/kernel/system-clock.ts'
import { activityPageMax } from '../../shared/window-limits.ts'
import { familyEntriesMax, searchSettleMs } from '../limits.ts'
import { useServices } from '../services.ts'
import { ActivityList, type ActivityListState } from './activity-list.ts'

/** The activity that fits, followed while it is shown. A search is asked for when somebody stops typing. */
export function useActivityList(query: ActivityQuery): readonly [ActivityList, ActivityListState] {
  const { connection } = useServices()
  const [list] = useState(() => new ActivityList(connection.call))
  useEffect(() => {
    const told = connection.onActivity((entries) => list.take(entries))
    const back = connection.onState((state) => state === 'connected' && list.refresh())
    return () => {
      told.dispose()
      back.dispose()
      list.dispose()
    }
  }, [connection, list])
  useEffect(() => {
    const timer = systemClock.after(query.words === '' ? 0 : searchSettleMs, () => list.show(query))
    return () => timer.dispose()
  }, [list, query])
  return [list, useStore(list.state)]
}

type Known = { readonly query: ActivityQuery; readonly entries: readonly ActivityEntry[] }

/** The entries that fit, the latest last and not more than a picture can hold; followed while they are shown. */
export function useRecentActivity(query: ActivityQuery): readonly ActivityEntry[] {
  const { connection } = useServices()
  const [known, setKnown] = useState<Known>({ query, entries: [] })
  useEffect(() => {
    let isWanted = true
    const fits = fitsActivity(query)
    const add = (more: readonly ActivityEntry[]): void =>
      setKnown((before) => {
        const entries = before.query === query ? before.entries : []
        const ids = new Set(entries.map((entry) => entry.id))
        const fresh = more.filter((entry) => fits(entry) && !ids.has(entry.id))
        if (fresh.length === 0) return before
        const all = [...entries, ...fresh].toSorted((one, other) => one.id - other.id)
        return { query, entries: all.slice(-familyEntriesMax) }
      })
    const read = async (): Promise<void> => {
      const { list, count } = await connection.call('openActivity', query)
      const until = Math.min(count, familyEntriesMax)
      for (let offset = 0; offset < until && isWanted; offset += activityPageMax) {
        const page = await connection.call('readActivity', { list, offset, limit: activityPageMax })
        if (isWanted) add(page.entries)
      }
    }
    const ask = (): void => void read().catch(() => {}) // asked again when the line is back
    ask()
    const told = connection.onActivity(add)
    const back = connection.onState((state) => state === 'connected' && ask())
    return () => {
      isWanted = false
      told.dispose()
      back.dispose()
    }
  }, [connection, query])
  return known.query === query ? known.entries : none
}

const none: readonly ActivityEntry[] = []
