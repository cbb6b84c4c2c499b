import { expect, type Page } from '@playwright/test'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestMachine } from './app.ts'
import { test } from './machine.ts'
import { startAgent } from './start-agent.ts'

const row = (page: Page) => page.getByTestId('agent-solo')
const why = (page: Page) => page.locator('[data-testid^="pane-"][data-agent="solo"]').getByTestId('why')
const timesRun = (machine: TestMachine): number => machine.read('ledger.jsonl').split('\n').length - 1

/** Writes the setting into its file, as a person with an editor does. */
function setOrchestration(machine: TestMachine, isOrchestrationOn: boolean): void {
  const { version, data } = JSON.parse(machine.read('data/settings.json') || '{"version":1,"data":{}}')
  const changed = { version, data: { ...data, isOrchestrationOn } }
  writeFileSync(join(machine.dataDirectory, 'settings.json'), JSON.stringify(changed))
}

/** How many event streams are open at the service. */
async function openStreams(machine: TestMachine): Promise<number> {
  const { url, tokenFile } = JSON.parse(machine.read('data/service/service.json'))
  const token = machine.read(tokenFile.slice(machine.home.length + 1)).trim()
  const answer = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${token}` } })
  return Number(/^reveille_streams (\d+)/m.exec(await answer.text())?.[1])
}

test('with waking switched off no stream is opened and nobody is woken, also after a restart; agents show their last state, and mail waits', async ({
  machine,
}) => {
  let page = await machine.start()
  const commandLine = `node ${join(import.meta.dirname, 'agents/child.mjs')}`
  const wish = { name: 'solo', harness: 'command', directory: machine.workDirectory, prompt: 'be there' }
  await startAgent(page, { ...wish, commandLine })
  await expect(row(page)).toContainText('dormant')
  expect(await openStreams(machine)).toBe(1)
  setOrchestration(machine, false)
  await expect.poll(() => openStreams(machine)).toBe(0)
  await machine.crash()
  const { run_id } = await machine.run('solo')
  machine.cli('message', 'send', '--to', run_id, '--subject', 'patience', '--body', 'x')

  page = await machine.start()
  await expect(row(page)).toContainText('dormant')
  await expect(why(page)).toContainText('waking is switched off')
  expect(await openStreams(machine)).toBe(0)
  expect(timesRun(machine)).toBe(1)

  setOrchestration(machine, true)
  await expect.poll(() => machine.read('ledger.jsonl')).toContain('patience')
  expect(timesRun(machine)).toBe(2)
  expect(await openStreams(machine)).toBe(1)
})
