import { McpServer } from '@modelcontextprotocol/server'
import { messageOf } from '../../shared/kernel/message-of.ts'
import { cliVersion } from '../version.ts'
import { familyTools, type ToolWorld } from './family-tools.ts'
import { familySkill } from './skill.ts'

/** The server an agent's harness speaks with. Every failure is a result the model can read, never an end of the server. */
export function familyServer(world: ToolWorld): McpServer {
  const server = new McpServer({ name: 'reveille', version: cliVersion() }, { instructions: familySkill })
  for (const { name, title, description, input, run } of familyTools)
    server.registerTool(
      name,
      { title, description, inputSchema: input },
      (given, context) =>
        new Promise((resolve) => {
          const answer = (text: string): void => resolve({ content: [{ type: 'text', text }] })
          run(world, given, answer, context.mcpReq.signal).catch((error: unknown) =>
            resolve({
              content: [{ type: 'text', text: `It did not work: ${messageOf(error)}` }],
              isError: true,
            }),
          )
        }),
    )
  return server
}
