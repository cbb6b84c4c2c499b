import { expect, type Page } from '@playwright/test'
import { join } from 'node:path'
import { seededRandom } from '../src/testing/simulation/random.ts'
import { terminalText, type TestMachine } from './app.ts'
import { test } from './machine.ts'
import { startAgent } from './start-agent.ts'

// The story at whose points everything is killed. A few of them at a time; `REVEILLE_RESTART_POINTS=20` for a long look.

const points = Number(process.env['REVEILLE_RESTART_POINTS'] ?? 2)
const seed = Number(process.env['REVEILLE_RESTART_SEED'] ?? 20_261_128)
const parts = ['app', 'service', 'worker', 'pty-host'] as const
type Part = (typeof parts)[number]
type Entry = { readonly name: string; readonly ids: readonly string[]; readonly subjects: readonly string[] }

const ledger = (machine: TestMachine): Entry[] =>
  machine
    .read('ledger.jsonl')
    .split('\n')
    .flatMap((line) => (line.endsWith('}') ? [JSON.parse(line) as Entry] : [])) // of our own scripts; a killed one leaves half a line
const paneOf = (page: Page, agent: string) => page.locator(`[data-testid^="pane-"][data-agent="${agent}"]`)
const children = ['tests', 'api'] as const

/** As a client does that gets no answer: the same request again, under the same key. */
async function write(machine: TestMachine, run_id: string, subject: string): Promise<void> {
  const input = { body: { to: [run_id], subject, body: 'x' }, idempotencyKey: subject }
  await expect
    .poll(
      () =>
        Promise.resolve()
          .then(() => machine.ask('sendMessages', input as never))
          .then(() => 'sent', String),
      {
        timeout: 60_000,
      },
    )
    .toBe('sent')
}

async function untilQuiet(machine: TestMachine, ids: readonly string[]): Promise<void> {
  const look = async () => {
    const params = ids.map((run_id) => ({ run_id }) as never)
    const runs = await Promise.all(params.map((one) => machine.ask('getRun', { params: one })))
    const query = { pending: 'true' } as const
    const mail = await Promise.all(params.map((one) => machine.ask('listMessages', { params: one, query })))
    return {
      states: runs.map(({ state }) => state),
      waiting: mail.flatMap(({ messages }) => messages).length,
    }
  }
  await expect
    .poll(() => look().catch(String), { timeout: 120_000 })
    .toEqual({ states: ids.map(() => 'SUCCEEDED'), waiting: 0 })
}

test(`killed at ${points} points of the main job, alone and together, everything comes back: no letter lost, none read twice without need, the same tree, screens and drafts (seed ${seed})`, async ({
  machine,
}) => {
  test.setTimeout(90_000 + points * 60_000)
  process.stdout.write(
    `restart at ${points} points, seed ${seed} (REVEILLE_RESTART_POINTS, REVEILLE_RESTART_SEED)\n`,
  )
  const random = seededRandom(seed)
  let page = await machine.start()
  await startAgent(page, {
    ...{ name: 'lead', harness: 'command', directory: machine.workDirectory },
    commandLine: `node ${join(import.meta.dirname, 'agents/lead.mjs')}`,
  })
  for (const name of children) await expect(page.getByTestId(`pill-${name}`)).toBeVisible({ timeout: 30_000 })
  const runs = await Promise.all(['lead', ...children].map((name) => machine.run(name)))
  const ids = runs.map(({ run_id }) => run_id as string)
  const [, tests = '', api = ''] = ids
  await untilQuiet(machine, ids)
  await page.getByTestId('pill-api').click()
  await paneOf(page, 'api').getByTestId('follow-up').fill('what I was about to')
  await page.getByTestId('pill-lead').click()
  const sent: { readonly to: string; readonly subject: string }[] = []

  for (let point = 1; point <= points; point += 1) {
    const before = ledger(machine).length
    const letters = random.between(1, 4)
    for (let n = 1; n <= letters; n += 1) {
      const to = random.chance(0.5) ? tests : api
      const subject = `letter ${point}.${n}`
      await write(machine, to, subject)
      sent.push({ to, subject })
    }
    // From before anybody heard of them to the middle of what they lead to.
    const turns = random.between(0, 3)
    if (turns > 0)
      await expect
        .poll(() => ledger(machine).length, { timeout: 60_000, intervals: [5] })
        .toBeGreaterThanOrEqual(before + Math.min(turns, letters))
    const mask = random.between(1, 2 ** parts.length)
    const dying = parts.filter((_part, bit) => (mask >> bit) & 1)
    process.stdout.write(
      `  point ${point}: ${letters} letters, after ${turns} turns kill -9 ${dying.join(', ')}\n`,
    )
    await killAll(machine, dying)
    if (dying.includes('app')) page = await machine.start()
    await expect(page.getByTestId('pill-lead')).toBeVisible({ timeout: 30_000 })
  }

  await test.step('nothing is lost: every letter is delivered, and was read', async () => {
    await untilQuiet(machine, ids)
    for (const to of [tests, api]) {
      const { messages } = await machine.ask('listMessages', {
        params: { run_id: to as never },
        query: { limit: 100 },
      })
      const told = messages.filter(({ subject }) => subject.startsWith('letter '))
      expect(told.map(({ subject, state }) => `${subject} ${state}`).sort()).toEqual(
        sent.flatMap((one) => (one.to === to ? [`${one.subject} delivered`] : [])).sort(),
      )
    }
    const read = new Set(ledger(machine).flatMap(({ subjects }) => subjects))
    expect(sent.filter(({ subject }) => !read.has(subject))).toEqual([])
  })

  await test.step('a letter is read again only where a turn was cut off: at most once for each kill', () => {
    const times = new Map<string, number>()
    for (const id of ledger(machine).flatMap((entry) => entry.ids)) times.set(id, (times.get(id) ?? 0) + 1)
    const again = [...times.values()].reduce((sum, count) => sum + count - 1, 0)
    process.stdout.write(`  ${times.size} letters and notices read, ${again} of them again after a kill\n`)
    expect(Math.max(...times.values())).toBeLessThanOrEqual(1 + points)
  })

  await test.step('the same tree, each of it once', async () => {
    await expect(page.locator('.pill[data-state]')).toHaveCount(3)
    for (const [index, name] of ['lead', ...children].entries()) {
      await expect(page.getByTestId(`agent-${name}`)).toHaveCount(1)
      const run = await machine.run(name)
      expect([run.run_id, run.parent_run_id ?? null]).toEqual([ids[index], index === 0 ? null : ids[0]])
    }
    const { runs: all } = await machine.ask('listRuns', { query: { limit: 100 } })
    expect(all).toHaveLength(3)
  })

  await test.step('the same screens and drafts; a last letter is read by both', async () => {
    for (const to of [tests, api]) await write(machine, to, `last for ${to}`)
    await untilQuiet(machine, ids)
    await page.getByTestId('pill-tests').click()
    await expect
      .poll(() => terminalText(paneOf(page, 'tests')), { timeout: 30_000 })
      .toContain(`last for ${tests}`)
    expect(await terminalText(paneOf(page, 'tests'))).toContain('tests is ready: extend the suite')
    await page.getByTestId('pill-api').click()
    await expect
      .poll(() => terminalText(paneOf(page, 'api')), { timeout: 30_000 })
      .toContain(`last for ${api}`)
    await expect(paneOf(page, 'api').getByTestId('follow-up')).toHaveValue('what I was about to')
  })
})

/** `kill -9` of all of them in one go. */
async function killAll(machine: TestMachine, dying: readonly Part[]): Promise<void> {
  const pids = dying.flatMap((part) => (part === 'app' ? [] : machine.processesWith(`src/${part}/main.ts`)))
  const app = dying.includes('app') ? machine.crash() : null
  for (const pid of pids) process.kill(pid, 'SIGKILL')
  await app
}
