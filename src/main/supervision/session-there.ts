import { existsSync, realpathSync } from 'node:fs'
import type { Conversation } from '../../shared/domain/conversation.ts'
import { harnessNamed } from '../../shared/harness/registry.ts'
import type { LaunchPlace } from './agent-launch.ts'

/** Whether the harness still has what it resumes from. A harness that keeps nothing on disk always has. */
export function isSessionThere(
  conversation: Conversation,
  place: Pick<LaunchPlace, 'home' | 'platform'>,
): boolean {
  const { session, configDirectory } = conversation
  const harness = harnessNamed(conversation.harness)
  if (session === null || !harness) return false
  if (harness.sessionFile === null) return true
  if (!existsSync(conversation.directory)) return false
  const directory = realpathSync(conversation.directory) // a harness names a directory as its process sees it
  const { home, platform } = place
  return existsSync(harness.sessionFile({ session, directory, home, configDirectory, platform }))
}
