import { expect, type Page } from '@playwright/test'
import { join } from 'node:path'
import type { Message } from '../src/shared/contract/api/message.ts'
import type { ModelServer } from '../src/testing/model-server/model-server.ts'
import { terminalText, type TestMachine } from './app.ts'
import { needClaude, test } from './machine.ts'
import { startAgent } from './start-agent.ts'

needClaude()

const pill = (page: Page, name: string) => page.getByTestId(`pill-${name}`)
const paneOf = (page: Page, agent: string) => page.locator(`[data-testid^="pane-"][data-agent="${agent}"]`)
/** Set to renew the pictures of the docs. */
const screenshots = process.env['REVEILLE_SCREENSHOTS']
  ? join(import.meta.dirname, '../docs/screenshots')
  : null

/** Every message that the run ever got, bodies left out, oldest first. */
async function mailOf(machine: TestMachine, name: string) {
  const { run_id } = await machine.run(name)
  const { messages } = await machine.ask('listMessages', { params: { run_id }, query: { limit: 100 } })
  return messages
}
const letters = async (machine: TestMachine, name: string): Promise<string[]> =>
  (await mailOf(machine, name))
    .filter(({ kind }) => kind === 'message')
    .map(describe)
    .sort()
const describe = (message: Pick<Message, 'sender_name' | 'subject' | 'state'>): string =>
  `${message.sender_name ?? 'a person'}: ${message.subject} (${message.state})`

/** Each of a run's messages stands once in what the model was shown: else one was lost or doubled, and it says how. */
async function eachIsShownOnce(machine: TestMachine, model: ModelServer, name: string): Promise<void> {
  const { run_id, harness_session_id: session } = await machine.run(name)
  const turns = model.turns(session ?? '')
  const mail = await mailOf(machine, name)
  const shown = (ids: readonly string[]) =>
    mail.map(({ message_id }) => ids.filter((id) => id === message_id).length)
  const { events } = await machine.ask('listEvents', { query: { run_ids: [run_id], limit: 100 } })
  const story = [
    ...events.map(({ sequence, event_type, ref_id, occurred_at }) =>
      [sequence, occurred_at, event_type, ref_id].join(' '),
    ),
    `each turn's request showed: ${turns.map((turn) => shown(turn.mail).join(',')).join(' | ')}`,
    JSON.stringify(turns.at(-1)?.body).slice(-12_000),
  ].join('\n')
  expect(shown(turns.at(-1)?.mail ?? []), `the mail of ${name}\n${story}`).toEqual(mail.map(() => 1))
}

/** All turns ended and all mail is delivered: nothing more will happen by itself. */
async function untilQuiet(machine: TestMachine, names: readonly string[]): Promise<void> {
  const look = async () => {
    const states = await Promise.all(names.map(async (name) => (await machine.run(name)).state))
    const mail = (await Promise.all(names.map((name) => mailOf(machine, name)))).flat()
    return { states, undelivered: mail.filter(({ state }) => state !== 'delivered').map(describe) }
  }
  await expect
    .poll(look, { timeout: 60_000 })
    .toEqual({ states: names.map(() => 'SUCCEEDED'), undelivered: [] })
}

test('the main job with the real Claude Code', async ({ claudeMachine: machine, model }) => {
  machine.write(
    'work/errand.md',
    'RUN:reveille message send --to parent --subject "it is done" --body ok\nSAY:extended the suite\n',
  )
  const names = ['lead', 'tests', 'api']
  const page = await machine.start()

  await test.step('a parent starts one child here and one remote; two pills show them, their panes are hidden', async () => {
    const prompt = [
      "RUN:reveille run start --name tests --harness claude --local --prompt 'SAY:the suite is ready'",
      "RUN:reveille run start --name api --harness claude --remote --prompt 'SAY:the routes are in'",
      'SAY:two children are on it',
    ].join('\n')
    await startAgent(page, {
      name: 'lead',
      harness: 'claude',
      directory: machine.workDirectory,
      permissions: /never ask/i,
      prompt,
    })
    await expect(pill(page, 'tests')).toBeVisible({ timeout: 30_000 })
    await expect(pill(page, 'api')).toBeVisible({ timeout: 30_000 })
    await expect(paneOf(page, 'tests')).toHaveCount(0)
    await expect(paneOf(page, 'api')).toHaveCount(0)
  })

  await test.step('the children end their turn; the parent is told of each end once; the local one is put to sleep', async () => {
    await untilQuiet(machine, names)
    expect((await mailOf(machine, 'lead')).map(({ subject }) => subject).sort()).toEqual([
      'api finished',
      'tests finished',
    ])
    await pill(page, 'tests').click({ button: 'right' })
    await page.getByRole('menuitem', { name: /^(Stop|Put to sleep)/ }).click()
    await expect(pill(page, 'tests')).toContainText('dormant')
  })
  const session = (await machine.run('tests')).harness_session_id

  await test.step('the parent writes to both; the local child is resumed by id in its own pane, the remote one followed up', async () => {
    await typeInto(
      page,
      'lead',
      'RUN:reveille message send --to tests --to api --subject routes --body-file errand.md',
    )
    await expect
      .poll(() => letters(machine, 'lead'), { timeout: 60_000 })
      .toEqual(['api: it is done (delivered)', 'tests: it is done (delivered)'])
    await untilQuiet(machine, names)
    expect(await letters(machine, 'tests')).toEqual(['lead: routes (delivered)'])
    expect(await letters(machine, 'api')).toEqual(['lead: routes (delivered)'])
    expect((await machine.run('tests')).harness_session_id).toBe(session)
    for (const name of names) await eachIsShownOnce(machine, model, name)
  })

  await test.step('the panes show it', async () => {
    await pill(page, 'tests').click({ modifiers: ['ControlOrMeta'] })
    await expect.poll(() => terminalText(paneOf(page, 'tests'))).toContain('extended the suite')
    await pill(page, 'api').click({ modifiers: ['ControlOrMeta'] })
    await expect(paneOf(page, 'api')).toHaveAttribute('data-state', 'AgentRunning')
    await expect.poll(() => terminalText(paneOf(page, 'api'))).toContain('extended the suite')
    if (screenshots) await page.screenshot({ path: join(screenshots, 'main-job.png') })
  })

  const before = { api: await machine.run('api'), text: await terminalText(paneOf(page, 'lead')) }
  await machine.crash()
  const whileAway = async (name: string) => {
    const { run_id } = await machine.run(name)
    machine.cli(
      'message',
      'send',
      '--to',
      run_id,
      '--subject',
      'while away',
      '--body',
      'RUN:reveille message send --to parent --subject again --body ok\nSAY:caught up',
    )
  }
  await whileAway('tests')
  await whileAway('api')

  const again = await machine.start()
  await test.step('after kill -9 everything is back, the waiting mail wakes whom it must, and nothing is told twice', async () => {
    await expect(paneOf(again, 'lead')).toBeVisible()
    await expect(paneOf(again, 'tests')).toHaveAttribute('data-kind', 'terminal')
    await expect(paneOf(again, 'api')).toHaveAttribute('data-kind', 'ambient')
    await expect(paneOf(again, 'api')).toHaveAttribute('data-state', 'AgentRunning')
    await expect
      .poll(async () => (await letters(machine, 'lead')).filter((letter) => letter.includes('again')), {
        timeout: 60_000,
      })
      .toEqual(['api: again (delivered)', 'tests: again (delivered)'])
    await untilQuiet(machine, names)
    expect(await letters(machine, 'tests')).toEqual([
      'a person: while away (delivered)',
      'lead: routes (delivered)',
    ])
    for (const name of names) await eachIsShownOnce(machine, model, name)
    expect((await machine.run('tests')).harness_session_id).toBe(session)
    expect((await machine.run('api')).run_id).toBe(before.api.run_id)
    expect(await terminalText(paneOf(again, 'lead'))).toContain('two children are on it')
    if (screenshots) await again.screenshot({ path: join(screenshots, 'after-restart.png') })
  })
  await test.step("nothing of the user's own configuration changed but the trust of the directory", () => {
    const settings = machine.read('.claude/settings.json')
    expect(settings).not.toContain('hooks')
  })
})

/** Types a line into an agent's terminal, as a person does. */
async function typeInto(page: Page, agent: string, line: string): Promise<void> {
  await paneOf(page, agent).locator('[data-testid^="terminal-"]').click()
  await page.keyboard.type(line)
  await expect.poll(() => terminalText(paneOf(page, agent))).toContain(line.slice(-20))
  await page.keyboard.press('Enter')
}
