import { McpServer, type ServerContext } from '@modelcontextprotocol/server'
import type { Clock } from '../../shared/kernel/clock.ts'
import type { Disposable } from '../../shared/kernel/disposables.ts'
import { messageOf } from '../../shared/kernel/message-of.ts'
import { mcpProgressMs } from '../../shared/limits.ts'
import { familyTools } from './family-tools.ts'
import type { FamilyWorld } from './family-world.ts'
import type { OpenCall } from './open-calls.ts'
import { familySkill } from './skill.ts'

/** The server that one request of a harness speaks with. Every failure is a result the model can read. */
export function familyServer(version: string, world: FamilyWorld, call: OpenCall): McpServer {
  const server = new McpServer({ name: 'reveille', version }, { instructions: familySkill })
  for (const { name, title, description, input, run } of familyTools)
    server.registerTool(name, { title, description, inputSchema: input }, async (given, context) => {
      const progress = tellProgress(world.clock, context)
      try {
        const text = await new Promise<string>((resolve, reject) => {
          call.doing(run(world, given, resolve)).catch(reject)
        })
        return { content: [{ type: 'text', text }] }
      } catch (error) {
        return { content: [{ type: 'text', text: `It did not work: ${messageOf(error)}` }], isError: true }
      } finally {
        progress.dispose()
      }
    })
  return server
}

/** A harness that asks for it hears that a long call goes on: some give up one that is silent for minutes. */
function tellProgress(clock: Clock, { mcpReq }: ServerContext): Disposable {
  const progressToken = mcpReq._meta?.progressToken
  if (progressToken === undefined) return { dispose: () => {} }
  let progress = 0
  const tell = (): Disposable =>
    clock.after(mcpProgressMs, () => {
      progress += 1
      const params = { progressToken, progress }
      mcpReq.notify({ method: 'notifications/progress', params }).catch(() => {}) // it has hung up, which is told elsewhere
      timer = tell()
    })
  let timer = tell()
  return { dispose: () => timer.dispose() }
}
