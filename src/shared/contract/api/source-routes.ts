import { Empty, route } from './route.ts'
import * as schedule from './schedule.ts'
import * as source from './source.ts'

const one = '/agent/sources/:subscription_id'
const { ofSource, ofFiring } = source
const { ofSchedule } = schedule
const item = '/agent/schedules/:schedule_id'

/** What turns happenings outside into messages and runs; schedules of the Oz API are the same thing seen from there. */
export const sourceRoutes = {
  createSource: route({
    method: 'POST',
    path: '/agent/sources',
    body: source.CreateSource,
    response: source.CreatedSource,
  }),
  listSources: route({
    method: 'GET',
    path: '/agent/sources',
    query: source.ListSourcesQuery,
    response: source.ListedSources,
  }),
  getSource: route({ method: 'GET', path: one, params: ofSource, response: source.SourceItem }),
  updateSource: route({
    method: 'PATCH',
    path: one,
    params: ofSource,
    body: source.UpdateSource,
    response: source.SourceItem,
  }),
  deleteSource: route({ method: 'DELETE', path: one, params: ofSource, response: Empty }),
  fireSource: route({
    method: 'POST',
    path: `${one}/fire`,
    params: ofSource,
    response: source.FiringItem,
  }),
  listFirings: route({
    method: 'GET',
    path: `${one}/firings`,
    params: ofSource,
    query: source.ListFiringsQuery,
    response: source.ListedFirings,
  }),
  answerFiring: route({
    method: 'POST',
    path: `${one}/firings/:firing_id/answer`,
    params: ofFiring,
    body: source.AnswerFiring,
    response: source.FiringItem,
  }),
  armedRuns: route({
    method: 'GET',
    path: '/agent/armed',
    query: source.ArmedQuery,
    response: source.ArmedRuns,
  }),
  createSchedule: route({
    method: 'POST',
    path: '/agent/schedules',
    body: schedule.CreateSchedule,
    response: schedule.ScheduleItem,
  }),
  listSchedules: route({ method: 'GET', path: '/agent/schedules', response: schedule.ListedSchedules }),
  getSchedule: route({ method: 'GET', path: item, params: ofSchedule, response: schedule.ScheduleItem }),
  updateSchedule: route({
    method: 'PUT',
    path: item,
    params: ofSchedule,
    body: schedule.UpdateSchedule,
    response: schedule.ScheduleItem,
  }),
  deleteSchedule: route({
    method: 'DELETE',
    path: item,
    params: ofSchedule,
    response: schedule.DeletedSchedule,
  }),
  pauseSchedule: route({
    method: 'POST',
    path: `${item}/pause`,
    params: ofSchedule,
    response: schedule.ScheduleItem,
  }),
  resumeSchedule: route({
    method: 'POST',
    path: `${item}/resume`,
    params: ofSchedule,
    response: schedule.ScheduleItem,
  }),
}

/** Where a webhook is received: no bearer token, its signature is what counts. */
export const webhookPath = (subscriptionId: string): string => `/hooks/${subscriptionId}`
