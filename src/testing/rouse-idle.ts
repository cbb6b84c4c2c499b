import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { lineSocket, overLine } from '../main/wake/session-line.ts'
import { wakePrompt } from '../shared/domain/mailbox-context.ts'
import { systemClock } from '../shared/kernel/system-clock.ts'
import type { agentRun, AgentTerminal } from './agent-session.ts'
import type { RealAgent } from './real-agents.ts'

/** Wakes a live, idle session as the app does: by its pipe, by its own program, or by typing. Resolves with the time of it. */
export async function rouseIdle(
  { harness, program }: RealAgent,
  run: Awaited<ReturnType<typeof agentRun>>,
  terminal: AgentTerminal,
): Promise<number> {
  const session = await run.session()
  const socket = lineSocket(harness, run.runDirectory)
  if (harness.line && socket !== null) {
    const { wake } = harness.line
    const at = Date.now()
    const woken = await overLine(socket, systemClock, (line) => wake(line, { session, text: wakePrompt([]) }))
    if (!woken.ok) throw new Error(woken.error)
    return at
  }
  if (harness.rouseCommand) {
    const [file = '', ...args] = harness.rouseCommand({
      program: program ?? '',
      session,
      text: wakePrompt([]),
    })
    const at = Date.now()
    await promisify(execFile)(file, args, { cwd: run.directory, env: run.environment })
    return at
  }
  if (harness.abilities.canBeWokenIdle) return run.rouse('woken: 1 message waiting')
  const at = Date.now()
  await terminal.type(wakePrompt([]))
  return at
}
