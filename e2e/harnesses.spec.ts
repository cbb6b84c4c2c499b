import { expect, type Page } from '@playwright/test'
import { chmodSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { ModelServer } from '../src/testing/model-server/model-server.ts'
import { realAgents, type RealAgent } from '../src/testing/real-agents.ts'
import { terminalText, type TestMachine } from './app.ts'
import { machineWith, needAgent, needTime, test } from './machine.ts'
import { startAgent } from './start-agent.ts'

const slow = { timeout: 150_000 } // some of these need five seconds to start, and a loaded machine has ten things to do
const row = (page: Page) => page.getByTestId('agent-solo')
const pane = (page: Page) => page.locator('[data-testid^="pane-"][data-agent="solo"]')
const text = (page: Page) => terminalText(pane(page))
/** Set to keep pictures of the window in its states. */
const pictures = process.env['REVEILLE_PICTURES']
const picture = async (page: Page, name: string): Promise<void> => {
  if (pictures) await page.screenshot({ path: join(pictures, `${name}.png`) })
}

/** How often the run's agent began a turn since it was started. */
async function turnsBegun(machine: TestMachine): Promise<number> {
  const { run_id } = await machine.run('solo')
  const { events } = await machine.ask('listEvents', { query: { run_ids: run_id, since: 0 } })
  return events.filter(({ event_type: type }) => type === 'turn_began').length
}

/** Writes to it, and waits until it read that and its turn ended; answers the message's id. */
async function writeAndWait(machine: TestMachine, page: Page, word: string): Promise<string> {
  const { run_id } = await machine.run('solo')
  const body = { to: [run_id], subject: word, body: `RUN:echo ${word} | tr a-z A-Z` }
  const { message_ids } = await machine.ask('sendMessages', { body })
  await expect.poll(() => text(page), slow).toContain(word.toUpperCase())
  await expect(row(page)).toContainText('idle', slow)
  return message_ids[0] ?? ''
}

/** The mail that the model was shown last: each message once, or something was lost or doubled. */
const mailShown = (model: ModelServer): readonly string[] => model.turns().at(-1)?.mail ?? []

async function putToSleep(machine: TestMachine, page: Page, agent: RealAgent): Promise<void> {
  await row(page).click({ button: 'right' })
  await page.getByRole('menuitem', { name: /^(Stop|Put to sleep)/ }).click()
  await expect(row(page)).toContainText('dormant', slow)
  await expect.poll(() => machine.processesWith(`/${agent.harness.name}`), slow).toEqual([])
}

for (const agent of [realAgents.codex, realAgents.gemini, realAgents.opencode]) {
  const { name } = agent.harness
  test.describe(name, () => {
    needAgent(agent)
    needTime(`the story of ${name}`)
    test(`${name} works in its pane, is woken once while idle, once from sleep, and by what came while the app was away; its session stays the same`, async ({
      model,
    }) => {
      test.setTimeout(600_000)
      const machine = machineWith(agent, model)
      try {
        await story(machine, model, agent)
      } finally {
        expect(await machine.dispose(), 'processes left behind').toEqual([])
      }
    })
  })
}

async function story(machine: TestMachine, model: ModelServer, agent: RealAgent): Promise<void> {
  const { name } = agent.harness
  const { workDirectory: directory } = machine
  // A sign-in that others can read, as an older version left it.
  const secret = '{"OPENAI_API_KEY":"kept","other":["field"]}'
  const secretFile = name === 'codex' ? machine.write('.codex/auth.json', secret) : null
  if (secretFile !== null) chmodSync(secretFile, 0o644)
  let page = await machine.start()
  const wish = { name: 'solo', harness: name, directory, prompt: 'SAY:at your service' }
  await startAgent(page, { ...wish, permissions: /never ask/i })
  await expect(row(page)).toContainText('idle', slow)
  await expect.poll(() => text(page), slow).toContain('at your service')
  await picture(page, `${name}-idle`)
  if (secretFile !== null) {
    expect(statSync(secretFile).mode & 0o777).toBe(0o600)
    expect(readFileSync(secretFile, 'utf8')).toBe(secret)
  }
  const { harness_session_id: session } = await machine.run('solo')
  const mail: string[] = []

  await test.step('idle', async () => {
    mail.push(await writeAndWait(machine, page, 'roused'))
    expect(await turnsBegun(machine)).toBe(2)
    await picture(page, `${name}-roused`)
  })

  await test.step('asleep', async () => {
    await putToSleep(machine, page, agent)
    await picture(page, `${name}-dormant`)
    mail.push(await writeAndWait(machine, page, 'resumed'))
    expect(await turnsBegun(machine)).toBe(3)
    expect(model.turns().at(-1)?.userTexts[0]).toContain('at your service') // the whole session goes on
    await expect(pane(page).getByTestId('why')).toContainText('resumed by id')
    await picture(page, `${name}-resumed`)
  })

  await test.step('the app quits and is opened again: the agent is as it was', async () => {
    await machine.quit()
    page = await machine.start()
    await expect(row(page)).toContainText('idle', slow)
    await expect.poll(() => text(page)).toContain('RESUMED')
    mail.push(await writeAndWait(machine, page, 'reopened'))
    expect(await turnsBegun(machine)).toBe(4)
    await picture(page, `${name}-reopened`)
  })

  await test.step('everything is killed; mail that came meanwhile wakes it in its pane', async () => {
    await putToSleep(machine, page, agent)
    await machine.crash()
    for (const one of ['pty-host', 'worker'])
      for (const pid of machine.processesWith(`src/${one}/main.ts`)) process.kill(pid, 'SIGKILL')
    const { run_id } = await machine.run('solo')
    machine.cli(
      'message',
      'send',
      '--to',
      run_id,
      '--subject',
      'away',
      '--body',
      'RUN:echo away | tr a-z A-Z',
    )
    page = await machine.start()
    await expect.poll(() => text(page), slow).toContain('AWAY')
    await expect(row(page)).toContainText('idle', slow)
    expect(await turnsBegun(machine)).toBe(5)
    expect(model.turns().at(-1)?.userTexts[0]).toContain('at your service')
    await picture(page, `${name}-after-crash`)
  })

  expect(mailShown(model)).toEqual([...mail, expect.any(String)])
  expect((await machine.run('solo')).harness_session_id).toBe(session)
}
