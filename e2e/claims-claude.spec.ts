/** What nobody else claims of waking, each held to the real Claude Code. */
import { expect, type Page } from '@playwright/test'
import { spawn } from 'node:child_process'
import { cpSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { HarnessSessionId } from '../src/shared/domain/ids.ts'
import { claudeEnvironment, realClaude } from '../src/testing/real-claude.ts'
import { terminalText, TestMachine } from './app.ts'
import { machineWith, needClaude, needTime, test } from './machine.ts'
import { startAgent } from './start-agent.ts'
import { realAgents } from '../src/testing/real-agents.ts'

needClaude()

const slow = { timeout: 150_000 } // several processes start at once, and a loaded machine has ten other things to do
test.describe.configure({ timeout: 600_000 })
const row = (page: Page, name: string) => page.getByTestId(`agent-${name}`)
const paneOf = (page: Page, name: string) => page.locator(`[data-testid^="pane-"][data-agent="${name}"]`)
const state = async (machine: TestMachine, name: string) => (await machine.run(name)).state

async function turnsBegun(machine: TestMachine, name: string): Promise<number> {
  const { run_id } = await machine.run(name)
  const { events } = await machine.ask('listEvents', { query: { run_ids: run_id, since: 0, limit: 500 } })
  return events.filter(({ event_type: type }) => type === 'turn_began').length
}

async function mailOf(machine: TestMachine, name: string) {
  const { run_id } = await machine.run(name)
  return (await machine.ask('listMessages', { params: { run_id }, query: { limit: 100 } })).messages
}

async function send(machine: TestMachine, name: string, body: string): Promise<void> {
  const { run_id } = await machine.run(name)
  await machine.ask('sendMessages', { body: { to: [run_id], subject: 'mail', body } })
}

/** A Claude Code whose first turn has ended and who waits for a prompt. */
async function startIdle(machine: TestMachine, page: Page, prompt: string): Promise<void> {
  const wish = { name: 'lead', harness: 'claude', directory: machine.workDirectory, prompt }
  await startAgent(page, { ...wish, permissions: /never ask/i })
  await expect(row(page, 'lead')).toContainText('idle', slow)
}

async function putToSleep(page: Page, name: string): Promise<void> {
  await page.getByTestId(`pill-${name}`).or(row(page, name)).first().click({ button: 'right' })
  await page.getByRole('menuitem', { name: /^(Stop|Put to sleep)/ }).click()
}

test('a message to a sleeping child while all windows are closed wakes it once, in its own hidden pane', async ({
  claudeMachine: machine,
  model,
}) => {
  const page = await machine.start()
  await startIdle(
    machine,
    page,
    "RUN:reveille run start --name kid --harness claude --local --prompt 'SAY:kid is ready'",
  )
  await expect.poll(() => state(machine, 'kid'), slow).toBe('SUCCEEDED')
  await putToSleep(page, 'kid')
  await expect(page.getByTestId('pill-kid')).toContainText('dormant')
  const session = (await machine.run('kid')).harness_session_id
  const begun = await turnsBegun(machine, 'kid')
  await page.close()
  expect(machine.electron.windows()).toHaveLength(0)
  await send(machine, 'kid', 'SAY:read in the dark')
  await expect
    .poll(async () => (await mailOf(machine, 'kid')).map((one) => one.state), slow)
    .toEqual(['delivered'])
  await expect.poll(() => state(machine, 'kid'), slow).toBe('SUCCEEDED')
  expect(await turnsBegun(machine, 'kid')).toBe(begun + 1)
  expect((await machine.run('kid')).harness_session_id).toBe(session)
  expect(model.turns(session ?? '').at(-1)?.mail).toHaveLength(1)

  const opened = machine.electron.waitForEvent('window')
  await machine.electron.evaluate(({ app }) => app.emit('activate'))
  const again = await opened
  await expect(again.getByTestId('pill-kid')).toContainText('idle')
  await expect(paneOf(again, 'kid')).toHaveCount(0) // it was hidden, and is
  await again.getByTestId('pill-kid').click()
  await expect.poll(() => terminalText(paneOf(again, 'kid'))).toContain('read in the dark')
  expect(await terminalText(paneOf(again, 'kid'))).toContain('kid is ready')
})

test('five children end while a person types: the draft stays, and the parent has one turn for those that it was woken for and one for what came meanwhile', async ({
  claudeMachine: machine,
  model,
}) => {
  needTime('five children that end while a person types')
  const page = await machine.start()
  const names = ['a', 'b', 'c', 'd', 'e'].map((letter) => `kid-${letter}`)
  await startIdle(machine, page, 'SAY:at your service')
  const command = ['sh', '-c', 'until [ -e go ]; do sleep 0.1; done; echo done']
  const { run_id: parent_run_id } = await machine.run('lead')
  const harness = { type: 'command' }
  for (const name of names) {
    const config = { name, harness, command, working_directory: machine.workDirectory }
    const body = { prompt: name, execution_location: 'LOCAL' as const, parent_run_id, config }
    await machine.ask('createRun', { body })
  }
  for (const name of names) await expect.poll(() => state(machine, name), slow).toBe('INPROGRESS')
  await paneOf(page, 'lead').locator('[data-testid^="terminal-"]').click()
  await page.keyboard.type('SAY:this is my dra')
  await expect.poll(() => terminalText(paneOf(page, 'lead'))).toContain('this is my dra')
  const begun = await turnsBegun(machine, 'lead')
  const woken = model.hold()
  machine.write('work/go', '')
  await woken.reached
  const subjects = async () => (await mailOf(machine, 'lead')).map(({ subject }) => subject).sort()
  await expect.poll(subjects, slow).toEqual(names.map((name) => `${name} finished`))
  woken.release()
  const delivered = async () => (await mailOf(machine, 'lead')).map((one) => one.state)
  await expect.poll(delivered, slow).toEqual(names.map(() => 'delivered'))
  await expect.poll(() => state(machine, 'lead'), slow).toBe('SUCCEEDED')
  // A woken turn is not continued at its end, so that nobody is kept going for ever.
  expect(await turnsBegun(machine, 'lead')).toBeLessThanOrEqual(begun + 2)
  const ids = (await mailOf(machine, 'lead')).map((one) => one.message_id)
  expect(model.turns().at(-1)?.mail.toSorted()).toEqual(ids.toSorted())
  expect(await terminalText(paneOf(page, 'lead'))).toContain('SAY:this is my dra')
  await page.keyboard.type('ft')
  await page.keyboard.press('Enter')
  await model.request(({ userTexts }) => userTexts.at(-1)?.includes('this is my draft') ?? false)
  await expect.poll(() => state(machine, 'lead'), slow).toBe('SUCCEEDED')
})

test('a child that goes idle fifty times wakes its parent for none of them; fifty ends wake it for the first, and once for the newest of the others', async ({
  claudeMachine: machine,
  model,
}) => {
  needTime('fifty ends of children')
  const page = await machine.start()
  await startIdle(machine, page, 'RUN:reveille run start --name kid --local -- tail -f /dev/null')
  await expect.poll(() => state(machine, 'kid'), slow).toBe('INPROGRESS')
  const { run_id, harness_session_id } = await machine.run('kid')
  const session_id = HarnessSessionId.parse(harness_session_id ?? 'its-session')
  const flap = async (has_background_work: boolean): Promise<void> => {
    for (const signal of [
      { kind: 'turn-began' as const, session_id },
      { kind: 'turn-ended' as const, session_id, has_background_work },
    ])
      await machine.ask('reportSignal', { params: { run_id }, body: { signal } })
  }
  const begun = await turnsBegun(machine, 'lead')
  for (let time = 0; time < 50; time += 1) await flap(true)
  expect(await mailOf(machine, 'lead')).toEqual([])

  const woken = model.hold()
  await flap(false)
  await woken.reached
  for (let time = 1; time < 50; time += 1) await flap(false)
  woken.release()
  const delivered = async () => [...new Set((await mailOf(machine, 'lead')).map((one) => one.state))]
  await expect.poll(delivered, slow).toEqual(['delivered'])
  await expect.poll(() => state(machine, 'lead'), slow).toBe('SUCCEEDED')
  expect(await turnsBegun(machine, 'lead')).toBe(begun + 2)
  expect(await mailOf(machine, 'lead')).toHaveLength(2) // what it had read, and the newest of those that it had not
})

test('two apps and a shell want one session: one has it, the others are told who; no branch of it is lost', async ({
  model,
}) => {
  needTime('two apps that want one session')
  const machine = machineWith(realAgents.claude, model)
  const page = await machine.start()
  await startIdle(machine, page, 'SAY:remember 4711')
  await putToSleep(page, 'lead')
  await expect(row(page, 'lead')).toContainText('dormant')
  const session = (await machine.run('lead')).harness_session_id ?? ''
  await machine.quit()
  await machine.endBackground()
  const { TERM: _none, ...environment } = claudeEnvironment(machine.home, model.url)
  const other = machine.sameHome('data-2')
  cpSync(machine.dataDirectory, other.dataDirectory, { recursive: true })
  try {
    // A person has it open in a shell of their own.
    const argv = ['-qfec', `${realClaude} --resume ${session}`, '/dev/null']
    const shell = spawn('script', argv, {
      ...{ cwd: machine.workDirectory, detached: true, stdio: ['pipe', 'ignore', 'ignore'] },
      env: { ...environment, TERM: 'xterm-256color' },
    })
    const ended = new Promise((resolve) => shell.once('exit', resolve))
    const sessions = join(machine.home, '.claude/sessions')
    const register = () => readdirSync(sessions).some((name) => name.endsWith('.json'))
    await expect.poll(register, slow).toBe(true)
    const pages = [await machine.start(), await other.start()]
    const why = (one: Page) => paneOf(one, 'lead').getByTestId('why')
    for (const one of [machine, other]) await send(one, 'lead', 'SAY:it is mine')
    for (const one of pages) await expect(why(one)).toContainText('started outside the app', slow)
    expect(model.turns()).toHaveLength(1)
    process.kill(-(shell.pid ?? 0), 'SIGTERM')
    await ended
    // Both look again; whoever is first has it.
    const holders = async () =>
      (await Promise.all(pages.map((one) => why(one).textContent()))).map((words) =>
        /resumed by id/.test(words ?? '')
          ? 'has it'
          : /open in the agent that Reveille at \S+ runs/.test(words ?? '')
            ? 'is told who'
            : words,
      )
    await expect
      .poll(async () => (await holders()).toSorted((one, two) => (one ?? '').localeCompare(two ?? '')), slow)
      .toEqual(['has it', 'is told who'])
    await expect.poll(() => model.turns().length, slow).toBe(2)
    expect(model.turns().at(-1)?.userTexts[0]).toContain('remember 4711')
  } finally {
    await other.quit()
    expect(await machine.dispose(), 'processes left behind').toEqual([])
  }
})
