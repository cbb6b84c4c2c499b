import { z } from 'zod'

/** How much an agent may do without asking; each harness maps it to its own words. */
export const PermissionMode = z.enum(['default', 'plan', 'accept-edits', 'bypass'])
export type PermissionMode = z.infer<typeof PermissionMode>
