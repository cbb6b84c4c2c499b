import { expect } from '@playwright/test'
import { join } from 'node:path'
import { terminalText } from './app.ts'
import { test } from './machine.ts'
import { recordNotifications } from './notifications.ts'
import { startAgent } from './start-agent.ts'

test('without a window agents go on, are woken, and tell when they fail; quitting asks once what becomes of them', async ({
  machine,
}) => {
  const page = await machine.start()
  await expect.poll(() => machine.processesWith('src/worker/main.ts').length).toBe(1) // all is up
  const told = await recordNotifications(machine)
  const agents = join(import.meta.dirname, 'agents')
  await startAgent(page, {
    name: 'sleeper',
    harness: 'command',
    directory: machine.workDirectory,
    commandLine: `node ${agents}/child.mjs`,
    prompt: 'wait',
  })
  await expect(page.getByTestId('agent-sleeper')).toContainText('dormant')
  await page.close()
  expect(machine.electron.windows()).toHaveLength(0)

  machine.cli(
    'message',
    'send',
    '--to',
    (await machine.run('sleeper')).run_id,
    '--subject',
    'psst',
    '--body',
    'up',
  )
  await expect.poll(() => machine.read('ledger.jsonl')).toContain('psst')
  machine.cli('run', 'start', '--name', 'broken', '--local', '--', 'sh', '-c', 'exit 3')
  await expect.poll(told).toEqual([expect.stringContaining('shown: broken failed')])

  const opened = machine.electron.waitForEvent('window')
  await machine.electron.evaluate(({ app }) => app.emit('activate'))
  const again = await opened
  await again.getByTestId('agent-sleeper').click()
  const pane = again.locator('[data-testid^="pane-"][data-agent="sleeper"]')
  await expect.poll(() => terminalText(pane)).toContain('sleeper read: psst')

  machine.cli('run', 'start', '--name', 'endless', '--local', '--', 'sh', '-c', 'echo on; exec sleep 1000')
  await expect(again.getByTestId('agent-endless')).toContainText('working')
  await machine.electron.evaluate(({ dialog }) => {
    dialog.showMessageBox = () => Promise.resolve({ response: 1, checkboxChecked: true })
  })
  const gone = new Promise((resolve) => machine.electron.process().once('exit', resolve))
  await again.keyboard.press('Control+Shift+Q')
  await gone
  await expect.poll(() => machine.processesWith('sleep 1000')).toEqual([])
  expect(machine.read('data/settings.json')).toContain('"onQuit": "stop"')
})

test('Ctrl-C in the terminal that started it ends the app, and what it stands on where nobody is at work', async ({
  machine,
}) => {
  await machine.start()
  await expect.poll(() => machine.processesWith('src/worker/main.ts').length).toBe(1)
  const app = machine.electron.process()
  const ended = new Promise((resolve) => app.once('exit', resolve))
  app.kill('SIGINT')
  await ended
  for (const name of ['worker', 'pty-host', 'service'])
    await expect.poll(() => machine.processesWith(`src/${name}/main.ts`)).toEqual([])
})
