import { ofRun, route } from './route.ts'
import * as wake from './wake.ts'

/** How the service wakes remote runs. */
export const wakeRoutes = {
  listWakes: route({
    method: 'GET',
    path: '/agent/runs/:run_id/wakes',
    params: ofRun,
    query: wake.ListWakesQuery,
    response: wake.ListedWakes,
  }),
  switchWakes: route({
    method: 'PUT',
    path: '/agent/runs/:run_id/wakes',
    params: ofRun,
    body: wake.SwitchWakes,
    response: wake.WakeState,
  }),
  rearmRun: route({
    method: 'POST',
    path: '/agent/runs/:run_id/wakes/rearm',
    params: ofRun,
    response: wake.WakeState,
  }),
}
