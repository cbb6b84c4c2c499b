import type { LogEvent } from '../../shared/contract/api/event.ts'
import type { RunId } from '../../shared/domain/ids.ts'
import { listFamilies } from '../restore/family-runs.ts'
import { applyRunEvent, type RunEventEffects } from './run-events.ts'

/**
 * The log no longer tells what happened: every run of the family is asked for and treated as if something had just
 * happened to it, parents before their children. Handling an event twice changes nothing, so this cannot be too much.
 */
export async function resyncFamily(root: RunId, effects: RunEventEffects): Promise<void> {
  const listed = await listFamilies(effects.client, [root])
  if (!listed.ok) throw new Error('the runs of the family could not be listed')
  for (const run of listed.value.toReversed()) {
    const about = { sequence: 0, occurred_at: run.updated_at }
    const event = (run_id: RunId, event_type: string, ref_id?: string): LogEvent => ({
      ...{ ...about, run_id, event_type },
      ...(ref_id === undefined ? {} : { ref_id }),
    })
    if (run.parent_run_id)
      await applyRunEvent(event(run.parent_run_id, 'child_agent_started', run.run_id), effects)
    await applyRunEvent(event(run.run_id, run.is_killed ? 'run_killed' : 'run_queued'), effects)
  }
}
