import * as service from './service.ts'
import { route } from './route.ts'

/** What the service tells of itself. */
export const serviceRoutes = {
  capabilities: route({ method: 'GET', path: '/capabilities', response: service.Capabilities }),
  health: route({ method: 'GET', path: '/health', response: service.Health }),
}
