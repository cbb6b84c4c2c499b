import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { agentRun, processesOf } from '../../testing/agent-session.ts'
import { describeFamilyTools } from '../../testing/family-conformance.ts'
import { describeHarness } from '../../testing/harness-conformance.ts'
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

describeHarness(realAgents.claude, 300_000)
describeFamilyTools(realAgents.claude, 300_000)

describe.skipIf(realClaude === null)(`claude's own channels (${whyNoClaude})`, { timeout: 60_000 }, () => {
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
