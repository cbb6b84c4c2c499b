import { readFileSync } from 'node:fs'
import { describe, expect, onTestFinished, test } from 'vitest'
import { HarnessSessionId, type RunId } from '../shared/domain/ids.ts'
import { agentRun } from './agent-session.ts'
import { startModelServer } from './model-server/model-server.ts'
import type { RealAgent } from './real-agents.ts'
import { asking, serviceDirectory } from './service-harness.ts'
import { startServiceProcess } from './service-process.ts'

/** The family's tools, called by the real CLI from a service of its own process, which may be killed. */
export function describeFamilyTools(agent: RealAgent, timeout: number): void {
  const { harness, program, why } = agent
  describe.skipIf(program === null)(`the family's tools of ${harness.name} (${why})`, { timeout }, () => {
    test('each is called; a wait gets what comes meanwhile, once; what a killed service left open is told, and the next call works', async () => {
      const data = serviceDirectory()
      onTestFinished(data.dispose)
      let served = await startServiceProcess(data.path)
      onTestFinished(async () => void (await served.end('SIGKILL')))
      const token = readFileSync(served.tokenFile, 'utf8').trim()
      const { url } = served
      const owner = asking(url, token)
      const model = await startModelServer({ port: 0 })
      onTestFinished(() => model.close())
      const run = await agentRun({ url, token, owner }, model, agent)
      const params = { run_id: run.runId }
      const create = async (name: string): Promise<RunId> => {
        const body = { config: { name }, parent_run_id: run.runId, execution_location: 'LOCAL' } as const
        return (await owner.ask('createRun', { body })).run_id
      }
      const count = async (type: string) =>
        (await owner.ask('listEvents', { query: { run_ids: run.runId, limit: 500 } })).events.filter(
          ({ event_type }) => event_type === type,
        ).length
      const happened = (type: string, times: number) =>
        expect.poll(() => count(type), { timeout: 120_000 }).toBe(times)
      const calls = (lines: readonly (readonly [string, object])[]) =>
        lines.map(([name, input]) => `CALL:${agent.familyTool(name)} ${JSON.stringify(input)}`).join('\n')

      const kid = await create('kid')
      const started = { name: 'quick', harness: 'command', command: ['true'] }
      const terminal = run.start(
        calls([
          ['list_family', {}],
          ['start_child', { ...started, directory: run.directory }],
          ['send_message', { to: ['kid'], subject: 's', body: 'hello kid' }],
          ['wait_for_events', { timeout_seconds: 300 }],
          ['finish', { summary: 'all done' }],
        ]),
      )
      const child = async () => (await owner.ask('getRun', { params })).children.find((id) => id !== kid)
      await expect.poll(child, { timeout: 120_000 }).toBeDefined()
      const signal = { kind: 'turn-began', session_id: HarnessSessionId.parse('quick') } as const
      await owner.ask('reportSignal', { params: { run_id: (await child()) as RunId }, body: { signal } }) // polled for
      await happened('wait_began', 1)
      const mail = await run.send('what came')
      await run.reached('run_succeeded')
      const last = model.turns().at(-1)
      expect(last?.toolResults.slice(0, 3)).toEqual([
        expect.stringContaining('kid'),
        expect.stringContaining('quick (run '),
        expect.stringContaining('sent '),
      ])
      expect(JSON.stringify(last?.body).split(mail).length - 1).toBe(1) // in all of its context
      expect(last?.toolResults.at(-1)).toContain('You have no parent')
      expect(await run.mail()).toEqual(['delivered'])
      const { messages } = await owner.ask('listMessages', {
        params: { run_id: kid },
        query: { bodies: 'true' },
      })
      expect(messages.map((one) => [one.sender_run_id, one.subject])).toEqual([[run.runId, 's']])

      const results = last?.toolResults.length ?? 0
      await terminal.type(calls([['wait_for_events', { timeout_seconds: 300 }]]))
      await happened('wait_began', 2)
      await served.end('SIGKILL')
      served = await startServiceProcess(data.path)
      expect(served.url).toBe(url)
      const told = await model.request(({ toolResults }) => toolResults.length > results)
      expect(JSON.stringify(told.body)).toMatch(/connection .*(broke|closed)|transport closed/i)
      await happened('run_succeeded', 2)
      await terminal.type(calls([['list_family', {}]]))
      const again = await model.request(({ toolResults }) => toolResults.length > results + 1)
      expect(again.toolResults.at(-1)).toContain('kid')
      await happened('run_succeeded', 3)
      terminal.pty.kill('SIGKILL')
      await terminal.exited
    })
  })
}
