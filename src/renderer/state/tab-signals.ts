import type { AppView } from '../../shared/contract/app.ts'
import { panesOf, type Tab } from '../../shared/domain/layout.ts'
import type { ProgramProgress } from '../../shared/domain/program-signal.ts'

/** What a tab shows of the programs in it. */
export type TabSignals = { readonly progress: ProgramProgress | null; readonly hasRung: boolean }

const urgency = { error: 0, paused: 1, normal: 2 } as const

/** The progress that needs a person most, of those alike the least advanced; and whether any of its panes rang. */
export function tabSignals(view: Pick<AppView, 'layout' | 'terminals'>, tab: Tab): TabSignals {
  const told = panesOf(tab.root).flatMap((paneId) => {
    const content = view.layout.panes[paneId]
    const terminal = content && 'terminalId' in content ? view.terminals[content.terminalId] : undefined
    return terminal ? [terminal] : []
  })
  const [progress = null] = told
    .flatMap((one) => one.progress ?? [])
    .sort((a, b) => urgency[a.state] - urgency[b.state] || (a.share ?? 0) - (b.share ?? 0))
  return { progress, hasRung: told.some((one) => one.hasRung) }
}
