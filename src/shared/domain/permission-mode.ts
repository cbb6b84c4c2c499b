import { z } from 'zod'

/** How much an agent may do without asking; each harness maps it to its own words. */
export const PermissionMode = z.enum(['default', 'plan', 'accept-edits', 'bypass'])
export type PermissionMode = z.infer<typeof PermissionMode>

const leeway: Readonly<Record<PermissionMode, number>> = { plan: 0, default: 1, 'accept-edits': 2, bypass: 3 }

/** What a child may have below `parent`: no agent gives another more than it has itself. */
export const atMost = (wanted: PermissionMode, parent: PermissionMode): PermissionMode =>
  leeway[wanted] <= leeway[parent] ? wanted : parent
