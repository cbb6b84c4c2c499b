import * as configuration from './configuration.ts'
import { route } from './route.ts'

/** What can be named in a run's configuration. */
export const configurationRoutes = {
  listAgents: route({
    method: 'GET',
    path: '/agent',
    query: configuration.ListAgentsQuery,
    response: configuration.ListedAgents,
  }),
  listEnvironments: route({
    method: 'GET',
    path: '/agent/environments',
    query: configuration.ListEnvironmentsQuery,
    response: configuration.ListedEnvironments,
  }),
  listModels: route({ method: 'GET', path: '/agent/models', response: configuration.ListedModels }),
}
