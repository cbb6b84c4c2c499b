import { dialog, type BrowserWindow } from 'electron'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { appContract } from '../../shared/contract/app.ts'
import type { activityCalls } from '../../shared/contract/app-activity.ts'
import { WireError, type WireHandlers } from '../../shared/contract/wire.ts'
import { messageOf } from '../../shared/kernel/message-of.ts'
import { ActivityLists } from '../activity/activity-lists.ts'
import type { App } from '../app.ts'

/** What the timeline asks. */
export function activityHandlers(
  { activity, place }: App,
  window: () => BrowserWindow | null,
): Pick<WireHandlers<typeof appContract>, keyof typeof activityCalls> {
  const lists = new ActivityLists(activity.index)
  return {
    readLatestActivity: ({ limit }) => ({ entries: activity.tail.slice(-limit) }),
    openActivity: (query) => lists.open(query),
    readActivity: async (page) => ({ entries: await lists.read(page) }),
    exportActivity: async (query) => {
      const parent = window()
      const options = { defaultPath: join(place.home, 'reveille-activity.jsonl') }
      const { filePath } = await (parent
        ? dialog.showSaveDialog(parent, options)
        : dialog.showSaveDialog(options))
      if (!filePath) return { path: null }
      try {
        await pipeline(Readable.from(lists.export(query)), createWriteStream(filePath, { mode: 0o600 }))
      } catch (error) {
        throw new WireError('refused', messageOf(error))
      }
      return { path: filePath }
    },
  }
}
