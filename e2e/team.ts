import type { Locator, Page } from '@playwright/test'
import { spawn, type ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { z } from 'zod'
import { createApiClient } from '../src/shared/contract/api/api-client.ts'
import type { ApiClient } from '../src/shared/contract/api/client.ts'
import type { ReadyLine } from '../src/shared/contract/api/service.ts'
import { systemClock } from '../src/shared/kernel/system-clock.ts'
import type { TestMachine } from './app.ts'

const program = (name: string): string => join(import.meta.dirname, '..', 'src', name, 'main.ts')

export type Team = {
  readonly url: string
  readonly token: string
  readonly service: ChildProcess
  readonly client: ApiClient
}

/** A team's service and its worker, as they would run on a server; they end with the machine. */
export async function startTeam(machine: TestMachine): Promise<Team> {
  const env = { HOME: machine.home, PATH: process.env['PATH'] ?? '' }
  const directory = join(machine.home, 'team')
  const service = spawn(
    process.execPath,
    [program('service'), '--data-dir', directory, '--port', '0', '--ready-json'],
    { env, stdio: ['ignore', 'pipe', 'ignore'] },
  )
  const line = await createInterface(service.stdout)[Symbol.asyncIterator]().next()
  const { url, tokenFile } = JSON.parse(String(line.value)) as z.infer<typeof ReadyLine> // our own service's word
  spawn(
    process.execPath,
    [program('worker'), '--url', url, '--token-file', tokenFile, '--data-dir', directory],
    {
      env,
      stdio: 'ignore',
    },
  )
  const token = readFileSync(tokenFile, 'utf8').trim()
  const client = createApiClient({ address: () => url, token: () => token, fetch, clock: systemClock })
  return { url, token, service, client }
}

/** Opens the dialog in which places are set up, with the team's name and address filled in. */
export async function describeTeamPlace(page: Page, team: Team): Promise<Locator> {
  await page.getByTestId('start-agent').first().waitFor()
  await page.keyboard.press('Control+Shift+P')
  await page.keyboard.type('Places where')
  await page.keyboard.press('Enter')
  const dialog = page.getByTestId('places-dialog')
  await dialog.getByTestId('place-name').fill('team')
  await dialog.getByTestId('place-url').fill(team.url.replace('/api/v1', ''))
  return dialog
}

/** Sets the team's place up as a person does. */
export async function addTeamPlace(page: Page, team: Team): Promise<void> {
  const dialog = await describeTeamPlace(page, team)
  await dialog.getByTestId('place-token').fill(team.token)
  await dialog.getByTestId('place-add').click()
  await dialog.getByTestId('place-plain').check() // here is no keystore
  await dialog.getByTestId('place-add').click()
  await dialog.getByTestId('place-team').waitFor()
  await page.keyboard.press('Escape')
}
