import { z } from 'zod'
import { ListedRuns, ListRunsQuery } from './list-runs.ts'
import * as run from './run.ts'
import { Empty, ofRun, route } from './route.ts'

/** Runs: what an agent is asked, and how it goes. */
export const runRoutes = {
  createRun: route({ method: 'POST', path: '/agent/runs', body: run.CreateRun, response: run.CreatedRun }),
  /** The older spelling, which Warp's client and the official SDK use. */
  createRunAlias: route({
    method: 'POST',
    path: '/agent/run',
    body: run.CreateRun,
    response: run.CreatedRun,
  }),
  listRuns: route({ method: 'GET', path: '/agent/runs', query: ListRunsQuery, response: ListedRuns }),
  getRun: route({ method: 'GET', path: '/agent/runs/:run_id', params: ofRun, response: run.RunItem }),
  cancelRun: route({
    method: 'POST',
    path: '/agent/runs/:run_id/cancel',
    params: ofRun,
    body: run.EndRun,
    response: z.string(),
  }),
  /** As Warp's client spells it. */
  cancelTask: route({
    method: 'POST',
    path: '/agent/tasks/:run_id/cancel',
    params: ofRun,
    response: z.string(),
  }),
  killRun: route({
    method: 'POST',
    path: '/agent/runs/:run_id/kill',
    params: ofRun,
    body: run.EndRun,
    response: Empty,
  }),
  followUpRun: route({
    method: 'POST',
    path: '/agent/runs/:run_id/followups',
    params: ofRun,
    body: run.FollowUp,
    response: run.AcceptedFollowUp,
  }),
  reopenRun: route({
    method: 'POST',
    path: '/agent/runs/:run_id/reopen',
    params: ofRun,
    body: run.ReopenRun,
    response: run.RunItem,
  }),
  undoReopen: route({
    method: 'POST',
    path: '/agent/runs/:run_id/undo-reopen',
    params: ofRun,
    body: run.UndoReopen,
    response: run.RunItem,
  }),
  setEventSequence: route({
    method: 'PATCH',
    path: '/agent/runs/:run_id/event-sequence',
    params: ofRun,
    body: run.SetEventSequence,
    response: Empty,
  }),
  relocateRun: route({
    method: 'POST',
    path: '/agent/runs/:run_id/relocate',
    params: ofRun,
    body: run.RelocateRun,
    response: run.RunItem,
  }),
}
