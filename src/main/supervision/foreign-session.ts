import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Conversation } from '../../shared/domain/conversation.ts'
import type { HarnessSessionId } from '../../shared/domain/ids.ts'
import { harnessNamed } from '../../shared/harness/registry.ts'
import type { LaunchPlace } from './agent-launch.ts'
import { isSameProcess } from './process-identity.ts'
import type { SessionFence } from './session-fence.ts'

const LiveSession = z.object({ sessionId: z.string() })

/**
 * A process outside the app that has the session open, as the harness's own register of living sessions tells
 * (`<pid>.json`); null when there is none. A person may resume an agent's session in a shell of their own.
 */
export function foreignHolder(registerDirectory: string, session: HarnessSessionId): string | null {
  let names: string[]
  try {
    names = readdirSync(registerDirectory)
  } catch {
    return null // the harness keeps no register here
  }
  for (const name of names) {
    const pid = Number(/^(\d+)\.json$/.exec(name)?.[1])
    if (!Number.isSafeInteger(pid)) continue
    try {
      const live = LiveSession.safeParse(JSON.parse(readFileSync(join(registerDirectory, name), 'utf8')))
      if (live.success && live.data.sessionId === session && isSameProcess(pid, null))
        return `a process that was started outside the app (pid ${pid})`
    } catch {
      // torn, or gone since it was listed
    }
  }
  return null
}

/** Who but this app's own agent has the session open, in words; null when nobody does. */
export function sessionHolder(
  conversation: Conversation,
  fence: SessionFence,
  place: Pick<LaunchPlace, 'home' | 'platform'>,
): string | null {
  const { session, configDirectory, harness } = conversation
  if (session === null) return null
  const { home, platform } = place
  const register = harnessNamed(harness)?.liveSessionsDirectory?.({ home, configDirectory, platform })
  return fence.otherHolder(session) ?? (register === undefined ? null : foreignHolder(register, session))
}
