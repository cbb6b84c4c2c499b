import * as event from './event.ts'
import { ofRun, route } from './route.ts'

/** The log, but for its stream. */
export const eventRoutes = {
  listEvents: route({
    method: 'GET',
    path: '/agent/events',
    query: event.ListEventsQuery,
    response: event.ListedEvents,
  }),
  publishEvent: route({
    method: 'POST',
    path: '/agent/events/:run_id',
    params: ofRun,
    body: event.PublishEvent,
    response: event.PublishedEvent,
  }),
}
