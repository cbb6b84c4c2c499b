import { z } from 'zod'
import { ActivityEntry, ActivityQuery } from '../domain/activity.ts'
import { activityPageMax, activityTailEntries } from '../window-limits.ts'
import { call } from './wire.ts'

/** What the timeline asks. All of the activity is on main's disk; a page has what it shows. */
export const activityCalls = {
  /** The newest, the latest last; what follows is told by the feed `activity`. */
  readLatestActivity: call(
    z.object({ limit: z.int().min(1).max(activityTailEntries) }),
    z.object({ entries: z.array(ActivityEntry) }),
  ),
  /** Finds what fits, up to the entry `lastId`. The list stays so; `superseded` when another search came meanwhile. */
  openActivity: call(
    ActivityQuery,
    z.object({ list: z.int(), count: z.int().nonnegative(), lastId: z.int() }),
  ),
  /** A page of it, the newest first. `unknown-list` when it was let go: open it again. */
  readActivity: call(
    z.object({
      list: z.int(),
      offset: z.int().nonnegative(),
      limit: z.int().min(1).max(activityPageMax),
    }),
    z.object({ entries: z.array(ActivityEntry) }),
  ),
  /** Asks where, and writes all that fits there; null when the person thought better of it. */
  exportActivity: call(ActivityQuery, z.object({ path: z.string().nullable() })),
} as const
