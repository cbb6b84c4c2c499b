/** One process as the system shows it. `marker` is its `REVEILLE_TERMINAL`, null when it has none or hides it. */
export type ProcessEntry = {
  readonly pid: number
  readonly parentPid: number
  readonly groupId: number
  readonly sessionId: number
  readonly startTime: string
  readonly marker: string | null
}

/** Whose processes are meant. */
export type TreeFacts = {
  /** The process on the pty while it lives; null when it is gone, for its number may then be another's. */
  readonly root: { readonly pid: number; readonly startTime: string | null } | null
  readonly marker: string
  /** The pty host itself: neither it nor what it descends from is ever chosen. */
  readonly hostPid: number
}

/**
 * The processes of a terminal's tree: the root with its group and session, whatever carries the marker (tools of agents
 * run in sessions of their own and are reparented to 1 when the agent dies), and all descendants of those.
 */
export function processesToEnd(table: readonly ProcessEntry[], facts: TreeFacts): readonly ProcessEntry[] {
  const spared = ancestorsOf(table, facts.hostPid)
  const root = table.find(
    (entry) =>
      entry.pid === facts.root?.pid &&
      (facts.root.startTime === null || entry.startTime === facts.root.startTime),
  )
  const chosen = new Set<number>()
  for (const entry of table) {
    const isOfRoot = root !== undefined && [entry.pid, entry.groupId, entry.sessionId].includes(root.pid)
    if (isOfRoot || entry.marker === facts.marker) chosen.add(entry.pid)
  }
  for (let isGrowing = true; isGrowing;) {
    isGrowing = false
    for (const entry of table) {
      if (chosen.has(entry.pid) || !chosen.has(entry.parentPid)) continue
      chosen.add(entry.pid)
      isGrowing = true
    }
  }
  return table.filter((entry) => chosen.has(entry.pid) && entry.pid > 1 && !spared.has(entry.pid))
}

function ancestorsOf(table: readonly ProcessEntry[], pid: number): ReadonlySet<number> {
  const parents = new Map(table.map((entry) => [entry.pid, entry.parentPid]))
  const ancestors = new Set<number>()
  for (let at: number | undefined = pid; at !== undefined && !ancestors.has(at); at = parents.get(at))
    ancestors.add(at)
  return ancestors
}
