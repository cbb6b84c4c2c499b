import { enableCompileCache } from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'

// Hooks run at every turn and tool call of every agent: what is compiled once is kept, in a folder of the user's own.
enableCompileCache(
  join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'reveille', 'compile-cache'),
)

const [command = '', ...args] = process.argv.slice(2)

// These are run by machines, once or more for each agent; none needs the parser of the others.
if (command === 'hook') {
  const { runHookCommand } = await import('./hook/main.ts')
  await runHookCommand(args, process.env)
} else if (command === 'run-command') {
  const { runRunCommand } = await import('./run-command/main.ts')
  await runRunCommand(args, process.env)
} else if (command === 'mcp' && args.length === 0) {
  const { serveMcp } = await import('./mcp.ts')
  serveMcp(process.env)
} else {
  const { runProgram } = await import('./program.ts')
  await runProgram(process.argv.slice(2), process.env)
}
