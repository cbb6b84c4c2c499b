import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { findSession } from '../main/supervision/session-there.ts'
import { writePipeLine } from '../main/wake/pipe-line.ts'
import { overLine } from '../main/wake/session-line.ts'
import type { HarnessSignal } from '../shared/domain/signal.ts'
import { answerPipe } from '../shared/harness/answer-waiter.ts'
import { ok } from '../shared/kernel/result.ts'
import { delay } from '../shared/kernel/clock.ts'
import { systemClock } from '../shared/kernel/system-clock.ts'
import { agentRun, endProcessesOf, processesOf, type AgentTerminal } from './agent-session.ts'
import { startModelServer } from './model-server/model-server.ts'
import { playsLongStories, whyLeftOut } from './long-stories.ts'
import type { RealAgent } from './real-agents.ts'
import { rouseIdle } from './rouse-idle.ts'
import { testService } from './service-harness.ts'

/**
 * The promises that every harness with hooks keeps, held to the real CLI against the scripted model. A start costs more
 * than a turn: each test is one life of an agent.
 */
export function describeHarness(agent: RealAgent, timeout: number): void {
  const { harness, program, why } = agent
  const startsSlowly = harness.name === 'gemini' || harness.name === 'opencode' // five to ten seconds of a processor each time
  const world = async () => {
    const service = await testService()
    onTestFinished(() => service[Symbol.asyncDispose]())
    const model = await startModelServer({ port: 0 })
    onTestFinished(() => model.close())
    return { model, run: await agentRun(service, model, agent) }
  }
  describe.skipIf(program === null)(`${harness.name} (${why})`, { timeout }, () => {
    test('tells its session and its turns; mail goes in after a tool, continues a turn at its end, and wakes it while idle; it leaves nothing behind', async () => {
      const { model, run } = await world()
      const before = configOf(run.home)
      const terminal = run.start('RUN:echo $REVEILLE_AGENT_NAME')
      await run.reached('run_succeeded')
      expect(model.turns().at(-1)?.toolResults).toEqual(['tester'])
      const session = await run.session()
      expect(session === run.facts.session).toBe(harness.abilities.takesSessionId)
      const place = harness.sessionPlace?.({ ...run.facts, session })
      if (place) expect(findSession(place)).not.toBeNull()

      const beforeTool = model.hold()
      await terminal.type('RUN:echo one')
      await beforeTool.reached
      const duringTool = await run.send('first')
      const beforeEnd = model.hold()
      beforeTool.release()
      expect((await beforeEnd.reached).mail).toEqual([duringTool])
      const atEnd = await run.send('RUN:echo two')
      beforeEnd.release()
      await model.request(({ toolResults }) => toolResults.includes('two'))
      await run.reached('run_succeeded')
      expect(model.turns().at(-1)?.mail).toEqual([duringTool, atEnd])

      const isPasted = harness.abilities.idlePaste !== undefined
      if (!isPasted) terminal.pty.write('half a dra')
      await terminal.shown(isPasted ? '' : 'half a dra')
      const tool = agent.familyTool('list_family')
      const whileIdle = await run.send(`CALL:${tool} {}`)
      await rouseIdle(agent, run, terminal)
      await model.request(({ toolResults }) => toolResults.some((result) => result.includes('(you)')))
      await run.reached('run_succeeded')
      expect(model.turns().at(-1)?.mail).toEqual([duringTool, atEnd, whileIdle])
      expect(await run.mail()).toEqual(['delivered', 'delivered', 'delivered'])
      await terminal.type('ft')
      const last = isPasted ? 'ft' : 'half a draft'
      await model.request(({ userTexts }) => userTexts.at(-1) === last)
      await run.reached('run_succeeded')

      await terminal.leave()
      await expect.poll(() => processesOf(run.runId), { timeout: 60_000 }).toEqual([])
      expect(configOf(run.home)).toEqual(before)
    })

    test('a permission is told and answered, in the pane or elsewhere; a turn that is broken off or fails is told with its class', async () => {
      const { model, run } = await world()
      const { prompt, question, allow: key } = agent.permission
      const terminal = run.start(prompt ?? "RUN:sh -c 'echo asked'", 'accept-edits')
      const allow = async (): Promise<void> => {
        await run.reached('run_blocked')
        const ask = (await run.item()).status_message?.ask
        expect(ask).toMatchObject({ kind: 'permission', can_answer: canBeAnswered(agent) })
        await terminal.shown(question)
        await giveAnswer(agent, run, { id: ask?.id ?? '', subject: ask?.subject ?? '' }, () =>
          terminal.pty.write(key),
        )
      }
      await allow()
      await run.reached('run_succeeded')
      expect(model.turns().at(-1)?.toolResults).toEqual(['asked'])

      const marker = join(run.directory, 'running')
      await terminal.type('RUN:touch running; tail -f /dev/null')
      if (prompt === undefined) await allow() // the others run it in a sandbox, and ask nothing
      await expect.poll(() => existsSync(marker), { timeout: 120_000 }).toBe(true)
      const interrupted = await listenFor(run, agent, ['interrupted'])
      await interrupt(agent, terminal, interrupted())

      // Some try again by themselves, and then their turn ends well.
      const turns = model.turns().length
      model.mode = () => (model.turns().length === turns + 1 ? 'malformed' : 'script')
      const broken = await listenFor(run, agent, ['failed', 'turn-ended'])
      await terminal.type('SAY:after a stream that broke')
      expect(await broken()).not.toBeNull()

      for (const [status, failure] of [
        [401, 'auth'],
        [429, 'rate-limit'],
      ] as const) {
        model.mode = () => ({ status })
        const failed = await listenFor(run, agent, ['failed'])
        await terminal.type(`answered ${status}`)
        if (status === 429 && agent.limitDialog) {
          await terminal.shown(agent.limitDialog.question)
          terminal.pty.write(agent.limitDialog.stop)
        }
        expect(await failed()).toMatchObject({ kind: 'failed', failure })
      }
    })

    test('killed in mid-tool it says at what, nothing of it lives on, and its exact session is resumed with the mail, the call not repeated', async ({
      skip,
    }) => {
      skip(startsSlowly && !playsLongStories, whyLeftOut)
      const { model, run } = await world()
      const killed = run.start('remember the number 4711')
      await run.reached('run_succeeded')
      const session = await run.session()
      const marker = join(run.directory, 'begun')
      await killed.type('RUN:echo x >> begun; tail -f /dev/null')
      await expect.poll(() => existsSync(marker), { timeout: 60_000 }).toBe(true)
      // A harness may write a call down after it has begun it.
      await expect
        .poll(async () => String(await run.openCall()), { timeout: 60_000 })
        .toContain('tail -f /dev/null')
      killed.pty.kill('SIGKILL')
      await killed.exited
      endProcessesOf(run.runId) // as the pty host does
      await expect.poll(() => processesOf(run.runId)).toEqual([])
      expect(await run.openCall()).toContain('tail -f /dev/null')
      const id = await run.send('RUN:reveille message list --json | head -c 1')
      const resumed = run.resume('--you have mail', session)
      await model.request(({ toolResults }) => toolResults.includes('{'))
      await run.reached('run_succeeded')
      const last = model.turns().at(-1)
      expect(last?.userTexts[0]).toContain('remember the number 4711')
      expect(last?.mail).toEqual([id])
      expect(await run.session()).toBe(session)
      expect(await run.mail()).toEqual(['delivered'])
      expect(readFileSync(marker, 'utf8')).toBe('x\n')
      expect(await run.openCall()).toBeNull()
      resumed.pty.kill('SIGKILL')
      await resumed.exited
    })

    test('a headless turn tells its session and its result; the exact one goes on, and none is passed off for another', async ({
      skip,
    }) => {
      skip(startsSlowly && !playsLongStories, whyLeftOut)
      const { model, run } = await world()
      const refused = await run.headless('hello', 'resume')
      expect(refused.exitCode !== 0 || refused.result?.isError === true).toBe(true)
      expect(model.turns()).toEqual([])
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
  })
}

const canBeAnswered = ({ harness }: RealAgent): boolean =>
  harness.renderAnswer !== undefined || harness.line !== undefined

/** As the app does it: by the question's own pipe, over the session's line, or with a key in the pane. */
async function giveAnswer(
  { harness }: RealAgent,
  run: Run,
  { id, subject }: { readonly id: string; readonly subject: string },
  inPane: () => void,
): Promise<void> {
  if (harness.renderAnswer) {
    const by = { kind: 'person' as const, name: '' }
    const line = harness.renderAnswer({ answer: 'allow', reason: '', by })
    const pipe = join(run.runDirectory, answerPipe(id))
    await expect.poll(() => writePipeLine(pipe, line).ok, { timeout: 120_000 }).toBe(true)
  } else if (harness.line) {
    const { answer, socket } = harness.line
    const given = { session: await run.session(), answer: 'allow', subject } as const
    const talk = overLine(join(run.runDirectory, socket), systemClock, (line) => answer(line, given))
    expect(await talk).toEqual(ok(true))
  } else inPane()
}

type Run = Awaited<ReturnType<typeof agentRun>>

/** The next failure or break that its hooks tell the service, or that its transcript tells, of those that come from now on. */
async function listenFor(
  run: Run,
  { harness }: RealAgent,
  kinds: readonly HarnessSignal['kind'][],
): Promise<() => Promise<Partial<HarnessSignal> | null>> {
  // A failure from one source only: told by both, the second word of one turn would pass for the first of the next.
  const isToldByHook = kinds.includes('failed') && harness.readTurnEnd !== undefined
  const read = isToldByHook ? undefined : harness.readTranscriptLine
  const changedBefore = (await run.item()).updated_at
  const linesBefore = (await run.transcript()).length
  let told: Partial<HarnessSignal> | null = null
  const look = async () => {
    const { state, status_message: status, updated_at: changed } = await run.item()
    if (changed !== changedBefore && kinds.includes('failed') && (state === 'FAILED' || state === 'ERROR'))
      return (told = { kind: 'failed', failure: status?.failure as never }) // a word of a newer service would be none of ours
    if (changed !== changedBefore && kinds.includes('interrupted') && state === 'CANCELLED')
      return (told = { kind: 'interrupted' })
    if (changed !== changedBefore && kinds.includes('turn-ended') && state === 'SUCCEEDED')
      return (told = { kind: 'turn-ended' })
    const session = await run.session()
    const lines = (await run.transcript()).slice(linesBefore - 1)
    const words = lines.flatMap((line) => read?.(line, session) ?? [])
    return (told = words.find(({ kind }) => kinds.includes(kind)) ?? null)
  }
  return async () => {
    await expect.poll(look, { timeout: 120_000 }).not.toBeNull()
    return told
  }
}

/** A key may come too early to mean anything; pressed again it means something else to some. */
async function interrupt(
  { interrupt: keys }: RealAgent,
  terminal: AgentTerminal,
  told: Promise<unknown>,
): Promise<void> {
  let isTold = false
  const heard = told.finally(() => (isTold = true))
  while (!isTold) {
    for (const key of keys) {
      terminal.pty.write(key)
      await Promise.race([heard, delay(systemClock, 400)])
    }
    await Promise.race([heard, delay(systemClock, 10_000)])
  }
  await heard
}

/** The names and times of what stands in the home's own configuration. */
const configOf = (home: string): string[] =>
  [
    '.claude.json',
    '.gitconfig',
    '.profile',
    '.codex/config.toml',
    '.gemini/settings.json',
    '.gemini/extensions',
  ]
    .map((name) => join(home, name))
    .filter((path) => existsSync(path))
    .map((path) => (statSync(path).isDirectory() ? `${path}: ${readdirSync(path).join()}` : path))
