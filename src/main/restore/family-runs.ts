import type { ApiClient, CallInput, RequestFailure } from '../../shared/contract/api/client.ts'
import { RunItem } from '../../shared/contract/api/run.ts'
import type { RestoreFacts } from '../../shared/domain/restore.ts'
import type { RunId } from '../../shared/domain/ids.ts'
import { familyPagesMax, runsPageMax } from '../../shared/limits.ts'

/** What the service says of a run: the run, or why there is none. */
export type RunFact =
  | { readonly kind: 'told'; readonly run: RunItem }
  | { readonly kind: 'missing' | 'refused' | 'not-reached' }

/** The word for it in a restore's facts. */
export const runOfFact = (fact: RunFact): RestoreFacts['run'] => {
  if (fact.kind === 'told') return fact.run.state
  return fact.kind === 'not-reached' ? null : fact.kind
}

/**
 * All runs of a family, in one request for each page of it, however many children there are. A row that cannot be read
 * costs no other; null when the service gave no answer to go by.
 */
export async function listFamily(client: ApiClient, root: RunId): Promise<readonly RunItem[] | null> {
  const runs: RunItem[] = []
  let cursor: string | null = null
  for (let page = 0; page < familyPagesMax; page += 1) {
    const query: CallInput<'listRuns'>['query'] = {
      ancestor_run_id: root,
      sort_by: 'created_at', // the one order that nothing changes while the pages are read
      limit: runsPageMax,
      ...(cursor === null ? {} : { cursor }),
    }
    const listed: Awaited<ReturnType<typeof client.call<'listRuns'>>> = await client.call('listRuns', {
      query,
    })
    if (!listed.ok) return null
    for (const row of listed.value.runs) {
      const run = RunItem.safeParse(row)
      if (run.success) runs.push(run.data)
    }
    cursor = listed.value.page_info.next_cursor ?? null
    if (!listed.value.page_info.has_next_page || cursor === null) return runs
  }
  return runs
}

/** One run, asked for by itself: when its family could not be listed, or did not hold it. */
export async function askForRun(client: ApiClient, runId: RunId): Promise<RunFact> {
  const run = await client.call('getRun', { params: { run_id: runId } })
  return run.ok ? { kind: 'told', run: run.value } : { kind: kindOf(run.error) }
}

function kindOf(failure: RequestFailure): 'missing' | 'refused' | 'not-reached' {
  if (failure.kind !== 'refused') return 'not-reached'
  if (failure.status === 404) return 'missing'
  return failure.retryable ? 'not-reached' : 'refused'
}
