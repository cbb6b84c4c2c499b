import type { AppView, StartAgent } from '../../shared/contract/app.ts'
import { fanOutMax } from '../../shared/limits.ts'

/** One agent of a fan-out, as it is shown before anything starts; `cost` says who pays, as far as that is known. */
export type PlannedAgent = { readonly wish: StartAgent; readonly cost: string }

/** The same wish for as many agents: each with a name and a branch of its own. One alone is the wish as it is. */
export function planFanOut(draft: StartAgent, copies: number, view: AppView): readonly PlannedAgent[] {
  const many = Math.min(fanOutMax, Math.max(1, Math.floor(copies)))
  const cost = costOf(draft, view)
  if (many === 1) return [{ wish: draft, cost }]
  const taken = new Set(
    view.agents.filter((one) => one.parentId === draft.parentId).map((one) => one.name.toLowerCase()),
  )
  const plans: PlannedAgent[] = []
  for (let number = 1; plans.length < many; number += 1) {
    const name = `${draft.name.trim()}-${number}`
    if (taken.has(name.toLowerCase())) continue
    const { worktree } = draft
    const own = worktree ? { ...worktree, branch: `${worktree.branch}-${number}` } : null
    plans.push({ wish: { ...draft, name, worktree: own, show: 'hidden' }, cost })
  }
  return plans
}

/** Who pays for such an agent. */
export function costOf(wish: Pick<StartAgent, 'harness' | 'place' | 'at'>, view: AppView): string {
  if (wish.harness === 'command') return 'costs nothing'
  const place = wish.place === 'remote' ? view.places.find((one) => one.name === wish.at) : undefined
  if (place?.kind === 'oz') return `credits of ${place.name}`
  if (place) return `the account of ${place.name}`
  const harness = view.harnesses.find((one) => one.name === wish.harness)
  return `your ${harness?.displayName ?? wish.harness} account`
}
