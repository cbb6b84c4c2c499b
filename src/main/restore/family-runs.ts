import type { ApiClient, CallInput, RequestFailure } from '../../shared/contract/api/client.ts'
import { RunItem } from '../../shared/contract/api/run.ts'
import type { RestoreFacts } from '../../shared/domain/restore.ts'
import type { RunId } from '../../shared/domain/ids.ts'
import { err, ok, type Result } from '../../shared/kernel/result.ts'
import { familiesPerListMax, familyPagesMax, runsPageMax } from '../../shared/limits.ts'

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
 * All runs of these families, in one request for each page of them all, however many families and children there are. A
 * row that cannot be read costs no other. The error says what is known of every run of theirs then.
 */
export async function listFamilies(
  client: ApiClient,
  roots: readonly RunId[],
): Promise<Result<readonly RunItem[], 'refused' | 'not-reached'>> {
  const runs: RunItem[] = []
  for (let from = 0; from < roots.length; from += familiesPerListMax) {
    const refused = await listPages(client, roots.slice(from, from + familiesPerListMax), runs)
    if (refused !== null) return err(refused === 'missing' ? 'refused' : refused)
  }
  return ok(runs)
}

/** Puts what it finds into `runs`; answers why there is no more, where that is so. */
async function listPages(
  client: ApiClient,
  roots: readonly RunId[],
  runs: RunItem[],
): Promise<ReturnType<typeof kindOf> | null> {
  let cursor: string | null = null
  for (let page = 0; page < familyPagesMax; page += 1) {
    const query: CallInput<'listRuns'>['query'] = {
      ancestor_run_id: [...roots],
      sort_by: 'created_at', // the one order that nothing changes while the pages are read
      limit: runsPageMax,
      ...(cursor === null ? {} : { cursor }),
    }
    const listed: Awaited<ReturnType<typeof client.call<'listRuns'>>> = await client.call('listRuns', {
      query,
    })
    if (!listed.ok) return kindOf(listed.error)
    for (const row of listed.value.runs) {
      const run = RunItem.safeParse(row)
      if (run.success) runs.push(run.data)
    }
    cursor = listed.value.page_info.next_cursor ?? null
    if (!listed.value.page_info.has_next_page || cursor === null) return null
  }
  return null
}

/** One run, asked for by itself: when its family did not hold it. */
export async function askForRun(client: ApiClient, runId: RunId): Promise<RunFact> {
  const run = await client.call('getRun', { params: { run_id: runId } })
  return run.ok ? { kind: 'told', run: run.value } : { kind: kindOf(run.error) }
}

function kindOf(failure: RequestFailure): 'missing' | 'refused' | 'not-reached' {
  if (failure.kind !== 'refused') return 'not-reached'
  if (failure.status === 404) return 'missing'
  return failure.retryable ? 'not-reached' : 'refused'
}
