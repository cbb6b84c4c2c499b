import { mkdirSync, symlinkSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import type { LogEvent } from '../shared/contract/api/event.ts'
import type { RunId } from '../shared/domain/ids.ts'
import { temporaryDirectory } from '../testing/cli-process.ts'
import { startModelServer, type ModelServer } from '../testing/model-server/model-server.ts'
import { realAgents } from '../testing/real-agents.ts'
import { testService, type TestService } from '../testing/service-harness.ts'
import { readStream } from '../testing/service-stream.ts'
import { startWorkerProcess } from '../testing/worker-process.ts'

// Two machines: each worker has a home, a data directory and sessions of its own; only the service is between them.

let service: TestService
let model: ModelServer
beforeEach(async () => {
  service = await testService()
  onTestFinished(() => service[Symbol.asyncDispose]())
  model = await startModelServer({ port: 0 })
  onTestFinished(() => model.close())
})

const followUp = (run_id: RunId, message: string) =>
  service.owner.ask('followUpRun', { params: { run_id }, body: { message } })

for (const agent of [realAgents.claude, realAgents.codex])
  describe.skipIf(agent.program === null)(`${agent.harness.name} (${agent.why})`, () => {
    const machine = (name: string) => {
      const home = join(temporaryDirectory(), name)
      const bin = join(home, 'bin')
      mkdirSync(bin, { recursive: true })
      symlinkSync(agent.program ?? '', join(bin, agent.harness.program ?? ''))
      agent.setUp(home, [], model.url)
      const environment: Record<string, string> = agent.environment(home, model.url)
      const start = () =>
        startWorkerProcess(
          service,
          join(home, 'data'),
          { ...environment, PATH: `${bin}${delimiter}${environment['PATH'] ?? ''}` },
          ['--name', name, '--harness', agent.harness.name, '--idle-minutes', '0.0001'],
        )
      return { start }
    }
    const startRun = async (prompt: string) => {
      const config = { harness: { type: agent.harness.name }, permission_mode: 'bypass' as const }
      const { run_id } = await service.owner.ask('createRun', { body: { prompt, config } })
      const events = await readStream<LogEvent>(
        `${service.url}/agent/events/stream?run_ids=${run_id}`,
        service.token,
      )
      onTestFinished(events.close)
      const session = async () =>
        (await service.owner.ask('getRun', { params: { run_id } })).harness_session_id
      return {
        run_id,
        session,
        reached: (type: string) => events.takeUntil((one) => one.event_type === type),
      }
    }

    test('a worker is lost for ever, with its disk: another one goes on with the exact session, and that one’s word counts from then on', async () => {
      const [one, two] = [machine('one'), machine('two')]
      const first = one.start()
      const run = await startRun('remember the number 4711')
      await run.reached('run_succeeded')
      const session = await run.session()
      await first.end('SIGTERM')
      const second = two.start()
      await followUp(run.run_id, 'SAY:on the other machine')
      await run.reached('run_succeeded')
      expect(await run.session()).toBe(session)
      const history = model.turns().at(-1)?.userTexts.join('\n')
      expect(history).toContain('remember the number 4711')
      expect(history).toContain('SAY:on the other machine')
      await second.end('SIGTERM')
      // The first machine is back with its older copy: what was said meanwhile is what it goes on with.
      one.start()
      await followUp(run.run_id, 'SAY:back again')
      await run.reached('run_succeeded')
      const after = model.turns().at(-1)?.userTexts.join('\n')
      expect(after).toContain('SAY:on the other machine')
      expect(after).toContain('SAY:back again')
      expect(await run.session()).toBe(session)
    }, 90_000)
  })
