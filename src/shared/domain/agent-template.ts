import { z } from 'zod'
import { fanOutMax } from '../limits.ts'
import { HarnessName } from './harness-name.ts'
import { PermissionMode } from './permission-mode.ts'
import { PlaceName } from './place-name.ts'

/** How a person starts the same kind of agent again: what they filled in, under a name. */
export const AgentTemplate = z.object({
  id: z.string().min(1).max(64).describe('Names it for the app; write what you like, once.'),
  name: z.string().trim().min(1).max(60),
  harness: HarnessName,
  directory: z.string().max(4_096).describe('Empty: where you are when it is used.'),
  prompt: z.string().max(100_000),
  place: z.enum(['local', 'remote']),
  at: PlaceName.nullable().describe('For a remote one: the place that carries it out.'),
  commandLine: z.string().max(32_768).describe('Only for the harness "command".'),
  model: z.string().max(200),
  permissionMode: PermissionMode,
  hasWorktree: z.boolean().describe('A git worktree of its own, on a new branch.'),
  base: z.string().max(200).describe('Where that branch begins; empty: what is checked out.'),
  copies: z.int().min(1).max(fanOutMax),
  show: z.enum(['tab', 'split', 'hidden']),
})
export type AgentTemplate = z.infer<typeof AgentTemplate>
