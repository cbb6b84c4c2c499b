import { RunId } from './ids.ts'

/** What a `reveille:` address asks for. */
export type DeepLink = { readonly kind: 'run'; readonly runId: RunId }

/** Reads `reveille://run/<id>`; null for anything else. A link can only show an agent, never do something with it. */
export function readDeepLink(text: string): DeepLink | null {
  const found = /^reveille:\/\/run\/([0-9a-zA-Z-]{1,64})\/?$/.exec(text)
  const runId = RunId.safeParse(found?.[1])
  return runId.success ? { kind: 'run', runId: runId.data } : null
}

/** The address of a run. */
export const deepLinkOf = (runId: RunId): string => `reveille://run/${runId}`
