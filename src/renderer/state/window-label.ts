import type { AppView } from '../../shared/contract/app.ts'
import { tabLabel } from './tab-label.ts'

export type WindowInView = AppView['windows'][number]

const tabsNamed = 3

/** What a window is called among several: after its first tabs. */
export function windowLabel(view: AppView, { tabs }: Pick<WindowInView, 'tabs'>): string {
  if (tabs.length === 0) return 'empty'
  const titles = tabs.slice(0, tabsNamed).map((tab) => tabLabel(view, tab).title)
  const more = tabs.length - titles.length
  return more > 0 ? `${titles.join(', ')} and ${more} more` : titles.join(', ')
}

/** The windows beside this one, in the order in which one goes from one to the next. */
export function otherWindows(view: AppView): readonly WindowInView[] {
  const at = view.windows.findIndex((one) => one.windowId === view.windowId)
  return [...view.windows.slice(at + 1), ...view.windows.slice(0, Math.max(0, at))]
}

/** The title of the window itself: what it shows, and whose it is. */
export const windowTitle = (view: AppView): string =>
  view.layout.tabs.length === 0 ? 'Reveille' : `${windowLabel(view, view.layout)} · Reveille`
