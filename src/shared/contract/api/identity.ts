import { z } from 'zod'
import { Empty, route } from './route.ts'

// Oz's agents as principals of a team. This service has one owner, and each run speaks by a token of its own, so there are
// none: the list says so, and whoever wants to make one is told what to do instead.

const Identity = z.object({
  uid: z.string(),
  name: z.string(),
  available: z.boolean(),
  created_at: z.string(),
})
const Named = z.looseObject({ name: z.string().max(200).optional() })
const ofIdentity = z.object({ uid: z.string().min(1).max(200) })

export const identityRoutes = {
  listIdentities: route({
    method: 'GET',
    path: '/agent/identities',
    response: z.object({ agents: z.array(Identity) }),
  }),
  createIdentity: route({ method: 'POST', path: '/agent/identities', body: Named, response: Identity }),
  updateIdentity: route({
    method: 'PUT',
    path: '/agent/identities/:uid',
    params: ofIdentity,
    body: Named,
    response: Identity,
  }),
  deleteIdentity: route({
    method: 'DELETE',
    path: '/agent/identities/:uid',
    params: ofIdentity,
    response: Empty,
  }),
}
