import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { agentRun, processesOf } from '../../testing/agent-session.ts'
import { startModelServer } from '../../testing/model-server/model-server.ts'
import { realAgents } from '../../testing/real-agents.ts'
import { realClaude, whyNoClaude } from '../../testing/real-claude.ts'
import { testService } from '../../testing/service-harness.ts'
import { answerPipe } from './answer-waiter.ts'
import { claudeHarness } from './claude.ts'
import { writePipeLine } from '../../main/wake/pipe-line.ts'

async function world() {
  const service = await testService()
  onTestFinished(() => service[Symbol.asyncDispose]())
  const model = await startModelServer({ port: 0 })
  onTestFinished(() => model.close())
  return { model, run: await agentRun(service, model, realAgents.claude) }
}

describe.skipIf(realClaude === null)(`claude in a terminal (${whyNoClaude})`, { timeout: 60_000 }, () => {
  test('starts under the id that was minted for it, tells its turns, and changes nothing of the user', async () => {
    const { model, run } = await world()
    const terminal = run.start('-p RUN:echo $REVEILLE_AGENT_NAME')
    await run.reached('run_succeeded')
    expect(model.turns(run.facts.session).at(-1)?.toolResults).toEqual(['tester'])
    expect(model.turns().every(({ session }) => session === run.facts.session)).toBe(true)
    expect(await run.item()).toMatchObject({ state: 'SUCCEEDED', harness_session_id: run.facts.session })
    expect(claudeHarness.sessionPlace?.(run.facts)).toSatisfy(({ path }) => existsSync(path))
    expect(existsSync(join(run.home, '.claude/settings.json'))).toBe(false)
    expect(readFileSync(join(run.home, '.claude.json'), 'utf8')).not.toMatch(/hook|reveille:/)
    terminal.pty.write('/exit\r')
    expect(await terminal.exited).toBe(0)
    expect(processesOf(run.runId)).toEqual([])
  })

  test('resumes the exact session with the mail in its context, and does what the mail says once', async () => {
    const { model, run } = await world()
    const first = run.start('remember the number 4711')
    await run.reached('run_succeeded')
    first.pty.write('/exit\r')
    await first.exited
    const id = await run.send('RUN:echo pong')
    run.resume('--you have mail')
    await run.reached('run_succeeded')
    const turns = model.turns(run.facts.session).slice(1)
    expect(turns.map(({ mail }) => mail)).toEqual([[id], [id]])
    expect(turns.at(-1)).toMatchObject({
      toolResults: ['pong'],
      userTexts: ['remember the number 4711', expect.stringMatching(/--you have mail$/)],
    })
    expect(await run.mail()).toEqual(['delivered'])
  })

  test('mail that comes during a turn goes in after the next tool call, or continues the turn at its end', async () => {
    const { model, run } = await world()
    const beforeTool = model.hold()
    run.start('RUN:echo one')
    await beforeTool.reached
    const duringTool = await run.send('first')
    const beforeEnd = model.hold()
    beforeTool.release()
    expect((await beforeEnd.reached).mail).toEqual([duringTool])
    const atEnd = await run.send('RUN:echo two')
    beforeEnd.release()
    await run.reached('run_succeeded')
    const last = model.turns().at(-1)
    expect(last?.toolResults).toEqual(['one', 'two'])
    expect([...new Set(last?.mail)]).toEqual([duringTool, atEnd])
    expect(await run.mail()).toEqual(['delivered', 'delivered'])
  })

  test('an idle session is woken through its pipe: one turn a wake, the draft intact, no waiter left behind', async () => {
    const { model, run } = await world()
    const terminal = run.start('hello')
    await run.reached('run_succeeded')
    terminal.pty.write('second turn\r') // now two turns have armed a waiter
    await run.reached('run_succeeded')
    terminal.pty.write('half a dra')
    await terminal.shown('half a dra')
    const latencies: number[] = []
    for (const wake of [1, 2, 3]) {
      const id = await run.send(`RUN:echo wake ${wake}`)
      const asked = model.request(({ mail }) => mail.includes(id)).then(() => Date.now())
      const written = await run.rouse(`wake ${wake}`)
      latencies.push((await asked) - written)
      await run.reached('run_succeeded')
      expect(run.waiters()).toHaveLength(1)
    }
    process.stdout.write(`write to request, with the mail in it: ${latencies.join(', ')} ms\n`)
    terminal.pty.write('ft\r')
    const finished = await model.request(({ userTexts }) => userTexts.at(-1) === 'half a draft')
    expect(finished.toolResults).toEqual(['wake 1', 'wake 2', 'wake 3'])
    await run.reached('run_succeeded')
    expect(model.turns()).toHaveLength(2 + 3 * 2 + 1)
    expect(await run.mail()).toEqual(['delivered', 'delivered', 'delivered'])
    terminal.pty.write('/exit\r')
    await terminal.exited
    expect(processesOf(run.runId)).toEqual([])
  })

  test('a waiter that a killed session left behind is replaced by the next one', async () => {
    const { model, run } = await world()
    const killed = run.start('hello')
    await run.reached('run_succeeded')
    killed.pty.kill('SIGKILL')
    await killed.exited
    run.resume('again')
    await run.reached('run_succeeded')
    await run.rouse('wake')
    await run.reached('run_succeeded')
    expect(run.waiters()).toHaveLength(1)
    expect(model.turns()).toHaveLength(3)
  })

  test('a permission is answered in the pane, which leaves no waiter, or from elsewhere, by its own pipe only', async () => {
    const { model, run } = await world()
    const terminal = run.start("RUN:sh -c 'echo one'", 'accept-edits')
    const ask = async () => (await run.item()).status_message?.ask
    const pipe = (id = '') => join(run.runDirectory, answerPipe(id))
    await run.reached('run_blocked')
    const first = await ask()
    const told = { kind: 'permission', tool: 'Bash', subject: "sh -c 'echo one'", can_answer: true }
    expect(first).toMatchObject(told)
    await terminal.shown('Do you want to proceed?')
    terminal.pty.write('1')
    await run.reached('run_succeeded')
    expect(writePipeLine(pipe(first?.id), 'late').ok).toBe(false)
    terminal.pty.write("RUN:sh -c 'echo two'\r")
    await run.reached('run_blocked')
    const second = await ask()
    expect(second?.id).not.toBe(first?.id)
    const allow =
      claudeHarness.renderAnswer?.({ answer: 'allow', reason: '', by: { kind: 'person', name: '' } }) ?? ''
    await expect.poll(() => writePipeLine(pipe(second?.id), allow).ok, { timeout: 20_000 }).toBe(true)
    await run.reached('run_succeeded')
    expect(model.turns().at(-1)?.toolResults).toEqual(['one', 'two'])
    terminal.pty.write('/exit\r')
    await terminal.exited
    expect(processesOf(run.runId)).toEqual([])
  })

  test('an unknown session is refused, with the words the adapter knows', async () => {
    const { run } = await world()
    const terminal = run.resume('hello')
    await terminal.shown('No conversation found with session ID')
    expect(await terminal.exited).toBe(1)
  })
})
