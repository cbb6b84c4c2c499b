/**
 * What a hook costs the agent that waits for it: the whole `reveille hook` command, from its start to its end, against the
 * same Node that starts and ends. With a service that answers, and with mail to deliver.
 */
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testService } from '../src/testing/service-harness.ts'
import { median } from './median.ts'
import { report } from './report.ts'

const runs = 25
const entry = join(import.meta.dirname, '../src/cli/main.ts')
const home = mkdtempSync(join(tmpdir(), 'reveille-bench-'))
const service = await testService()
const { run_id: runId } = await service.owner.ask('createRun', {
  body: { prompt: 'p', execution_location: 'LOCAL' },
})
const { token } = await service.owner.ask('issueToken', { params: { run_id: runId } })
const runDirectory = join(home, 'run')
mkdirSync(runDirectory, { mode: 0o700 })
const env = {
  ...{ HOME: home, PATH: process.env['PATH'] ?? '', REVEILLE_RUN_ID: runId, REVEILLE_TOKEN: token },
  ...{ REVEILLE_URL: service.url, REVEILLE_RUN_DIR: runDirectory },
}
const session = randomUUID()
const input = (event: string): string =>
  JSON.stringify({ session_id: session, transcript_path: '', cwd: home, hook_event_name: event, prompt: 'p' })

/** Runs a program to its end; answers how long that took, and what it printed. */
async function timed(args: readonly string[], stdin: string): Promise<{ ms: number; out: string }> {
  const startedAt = performance.now()
  const child = spawn(process.execPath, args, { env, cwd: home, stdio: ['pipe', 'pipe', 'ignore'] })
  let out = ''
  child.stdout.on('data', (bytes: Buffer) => (out += bytes.toString()))
  child.stdin.end(stdin)
  await new Promise((resolve) => child.once('close', resolve))
  return { ms: performance.now() - startedAt, out }
}
const hook = (event: string) => timed([entry, 'hook', 'claude', event], input(event))

try {
  await hook('UserPromptSubmit') // compiles, and keeps what it compiled
  const times = { node: [] as number[], tool: [] as number[], mail: [] as number[] }
  for (let run = 0; run < runs; run += 1) {
    times.node.push((await timed(['-e', ''], '')).ms)
    times.tool.push((await hook('PostToolUse')).ms)
    await service.owner.ask('sendMessages', { body: { to: [runId], subject: `n ${run}`, body: 'read me' } })
    const { ms, out } = await hook('PostToolUse')
    if (!out.includes('read me')) throw new Error(`the hook did not deliver: ${out}`)
    times.mail.push(ms)
  }
  const node = median(times.node)
  const yardstick = `the same Node, starting and ending: ${Math.round(node)} ms`
  for (const [bench, value] of [
    ['hook-latency after a tool call', median(times.tool)],
    ['hook-latency with mail', median(times.mail)],
  ] as const)
    report({ bench, value: Math.round(value), unit: 'ms', yardstick, ratio: value / node })
} finally {
  await service[Symbol.asyncDispose]()
  rmSync(home, { recursive: true, force: true })
}
