import { expect } from '@playwright/test'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from './machine.ts'
import { describeTeamPlace, startTeam } from './team.ts'

test('a place is set up, an agent works there, mail wakes it there, and a restart finds it', async ({
  machine,
}) => {
  const team = await startTeam(machine)
  let page = await machine.start()
  const pane = () => page.locator('[data-testid^="pane-"][data-agent="far"]')

  await test.step('a wrong token is refused by the place itself; without a keystore a person must agree', async () => {
    const dialog = await describeTeamPlace(page, team)
    await dialog.getByTestId('place-token').fill('not-its-token')
    await dialog.getByTestId('place-add').click()
    await expect(dialog.getByRole('alert')).toContainText('team:')
    // Electron offers to "encrypt" with the key that stands in its source: that is no keystore.
    const offered = await machine.electron.evaluate(({ safeStorage }) => {
      safeStorage.setUsePlainTextEncryption(true)
      return [safeStorage.isEncryptionAvailable(), safeStorage.getSelectedStorageBackend()]
    })
    expect(offered).toEqual([true, 'basic_text'])
    await dialog.getByTestId('place-token').fill(team.token)
    await dialog.getByTestId('place-add').click()
    await expect(dialog.getByRole('alert')).toContainText('no keystore')
    expect(machine.read('data/places.json')).not.toContain(team.token)
    await dialog.getByTestId('place-plain').check()
    await dialog.getByTestId('place-add').click()
    await expect(dialog.getByTestId('place-team')).toContainText('in the clear')
    await page.keyboard.press('Escape')
  })

  await test.step('an agent that is started there works there, and shows here', async () => {
    await page.getByTestId('start-agent').first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByTestId('start-name').fill('far')
    await dialog.getByTestId('start-harness-command').click()
    await dialog.getByTestId('start-directory').fill(machine.workDirectory)
    await dialog
      .getByTestId('start-command')
      .fill(
        `sh -c 'echo "worked in $PWD"; if [ -n "$REVEILLE_PROMPT" ]; then echo "told: $REVEILLE_PROMPT"; fi'`,
      )
    await dialog.getByTestId('start-place').click()
    await page.getByRole('option', { name: 'team' }).click()
    await dialog.getByTestId('start-submit').click()
    await expect(dialog).toBeHidden()
    await expect(pane()).toContainText(`worked in ${join(machine.home, 'team/worker/runs')}`, {
      timeout: 30_000,
    })
  })

  await test.step('a message wakes it there, with what was written', async () => {
    const { run_id } = await machine.run('far')
    await machine.ask('sendMessages', {
      body: { to: [run_id], subject: 'news', body: 'the tests are green' },
    })
    await expect(pane()).toContainText('the tests are green', { timeout: 30_000 })
  })

  await test.step('after a crash it is back on its run', async () => {
    await machine.crash()
    page = await machine.start()
    await expect(pane()).toContainText('the tests are green', { timeout: 30_000 })
    expect((await machine.run('far')).agent_config?.place).toBe('team')
  })

  await test.step('the token stands on no command line and in no log', async () => {
    const seen = [...machine.processesWith('')].map((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8'))
    const logs = join(machine.dataDirectory, 'logs')
    for (const name of readdirSync(logs)) seen.push(readFileSync(join(logs, name), 'utf8'))
    expect(seen.join('\n')).not.toContain(team.token)
  })
})
