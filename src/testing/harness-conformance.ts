import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { findSession } from '../main/supervision/session-there.ts'
import type { HarnessSignal } from '../shared/domain/signal.ts'
import { agentRun, processesOf } from './agent-session.ts'
import { startModelServer } from './model-server/model-server.ts'
import type { RealAgent } from './real-agents.ts'
import { testService } from './service-harness.ts'

/** The promises that every harness with hooks keeps, held to the real CLI against the scripted model. */
export function describeHarness(agent: RealAgent, timeout: number): void {
  const { harness, program, why } = agent
  const world = async () => {
    const service = await testService()
    onTestFinished(() => service[Symbol.asyncDispose]())
    const model = await startModelServer({ port: 0 })
    onTestFinished(() => model.close())
    return { model, run: await agentRun(service, model, agent) }
  }
  describe.skipIf(program === null)(`${harness.name} (${why})`, { timeout }, () => {
    test('starts, tells its session and its turns, and leaves nothing behind', async () => {
      const { model, run } = await world()
      const before = configOf(run.home)
      const terminal = run.start('RUN:echo $REVEILLE_AGENT_NAME')
      await run.reached('run_succeeded')
      expect(model.turns().at(-1)?.toolResults).toEqual(['tester'])
      const session = await run.session()
      expect(session === run.facts.session).toBe(harness.abilities.takesSessionId)
      const place = harness.sessionPlace?.({ ...run.facts, session })
      if (place) expect(findSession(place)).toContain(session)
      terminal.pty.write(agent.quit)
      await terminal.exited
      await expect.poll(() => processesOf(run.runId), { timeout: 15_000 }).toEqual([])
      expect(configOf(run.home)).toEqual(before)
    })

    test('resumes the exact session with the mail in its context, and does what the mail says once', async () => {
      const { model, run } = await world()
      const first = run.start('remember the number 4711')
      await run.reached('run_succeeded')
      const session = await run.session()
      first.pty.write(agent.quit)
      await first.exited
      const id = await run.send('RUN:reveille message list --json | head -c 1')
      const second = run.resume('--you have mail', session)
      await run.reached('run_succeeded')
      const last = model.turns().at(-1)
      expect(last?.userTexts[0]).toContain('remember the number 4711')
      expect([...new Set(last?.mail)]).toEqual([id])
      expect(last?.toolResults).toEqual(['{'])
      expect(await run.session()).toBe(session)
      expect(await run.mail()).toEqual(['delivered'])
      second.pty.write(agent.quit)
      await second.exited
    })

    test('mail that comes during a turn goes in after the next tool call, or continues the turn at its end', async () => {
      const { model, run } = await world()
      const beforeTool = model.hold()
      run.start('RUN:echo one')
      await beforeTool.reached
      const duringTool = await run.send('first')
      const beforeEnd = model.hold()
      beforeTool.release()
      expect([...new Set((await beforeEnd.reached).mail)]).toEqual([duringTool])
      const atEnd = await run.send('RUN:echo two')
      beforeEnd.release()
      await model.request(({ toolResults }) => toolResults.includes('two'))
      await run.reached('run_succeeded')
      expect([...new Set(model.turns().at(-1)?.mail)]).toEqual([duringTool, atEnd])
      expect(await run.mail()).toEqual(['delivered', 'delivered'])
    })

    test.each([
      [401, 'auth'],
      [429, 'rate-limit'],
    ] as const)('a model that answers %i is told as a failed turn: %s', async (status, failure) => {
      const { model, run } = await world()
      model.mode = () => ({ status })
      run.start('hello')
      expect(await nextFailure(agent, run)).toMatchObject({ kind: 'failed', failure })
    })

    test('a headless turn tells its session and its result; the exact one goes on', async () => {
      const { model, run } = await world()
      const first = await run.headless('SAY:ready', 'start')
      expect(first).toMatchObject({ exitCode: 0, result: { isError: false, summary: 'ready' } })
      const session = first.session ?? run.facts.session
      const second = await run.headless('RUN:echo again', 'resume', session)
      expect(second).toMatchObject({ exitCode: 0, result: { isError: false } })
      expect(model.turns().at(-1)).toMatchObject({ toolResults: ['again'] })
      expect(model.turns().at(-1)?.userTexts).toHaveLength(2)
      expect(second.session ?? session).toBe(session)
      model.mode = () => ({ status: 401 })
      const third = await run.headless('hello', 'resume', session)
      expect(third.exitCode !== 0 || third.result?.isError === true).toBe(true)
    })

    test('a session that does not exist is refused, and no other is passed off for it', async () => {
      const { model, run } = await world()
      const refused = await run.headless('hello', 'resume')
      expect(refused.exitCode !== 0 || refused.result?.isError === true).toBe(true)
      expect(model.turns()).toEqual([])
    })
  })
}

type Run = Awaited<ReturnType<typeof agentRun>>

/** The failure that its hooks told the service, or that its transcript tells. */
async function nextFailure({ harness }: RealAgent, run: Run): Promise<Partial<HarnessSignal> | null> {
  let told: Partial<HarnessSignal> | null = null
  await expect
    .poll(
      async () => {
        const { state, status_message: status } = await run.item()
        if (state === 'FAILED') return (told = { kind: 'failed', failure: status?.error_code as never }) // as the service stored it
        const session = await run.session()
        const place = harness.sessionPlace?.({ ...run.facts, session })
        const file = place ? findSession(place) : null
        if (file === null || !harness.readTranscriptLine) return null
        const lines = readLines(file)
        return (told =
          lines.flatMap((line) => harness.readTranscriptLine?.(line, session) ?? []).at(-1) ?? null)
      },
      { timeout: 30_000 },
    )
    .not.toBeNull()
  return told
}

/** The names of what stands in the home's own configuration. */
const configOf = (home: string): string[] =>
  readdirSync(home)
    .filter((name) => ['.claude.json', '.gitconfig', '.profile'].includes(name))
    .map((name) => join(home, name))

const readLines = (file: string): string[] => readFileSync(file, 'utf8').split('\n')
