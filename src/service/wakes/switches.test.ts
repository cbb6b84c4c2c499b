import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RunId } from '../../shared/domain/ids.ts'
import { wakeSettleMs, wakesPerHourMax } from '../../shared/limits.ts'
import { FakeClock } from '../../testing/fake-clock.ts'
import {
  serviceDirectory,
  testService,
  type ServiceDirectory,
  type TestService,
} from '../../testing/service-harness.ts'
import { workerDesk } from '../../testing/worker-desk.ts'

let clock: FakeClock
let directory: ServiceDirectory
let service: TestService
beforeEach(() => {
  clock = new FakeClock(Date.UTC(2026, 0, 1))
  directory = serviceDirectory()
})
afterEach(async () => {
  await service[Symbol.asyncDispose]()
  directory.dispose()
})

let edits = 0
const configFile = () => join(directory.path, 'config.json')
const configure = (wakes: object) =>
  writeFileSync(configFile(), `${JSON.stringify({ wakes })}${' '.repeat((edits += 1))}`) // another size, whatever the clock
const start = async (wakes: object = {}): Promise<void> => {
  configure(wakes)
  service = await testService({ clock, dataDir: directory.path, configFile: configFile() })
}
const { create, claim, claimed, report, send } = workerDesk(() => service)
/** A remote run that has ended, with mail. */
const sleeping = async (changes: object = {}): Promise<RunId> => {
  const run = await create('p', changes)
  await report(await claimed(), 'succeeded')
  await send(run)
  return run
}
const wakes = (run_id: RunId) => service.owner.ask('listWakes', { params: { run_id } })
const reaches = (run: RunId, state: string) => expect.poll(async () => (await wakes(run)).state).toBe(state)
const switchTo = (run_id: RunId, to: 'on' | 'off') =>
  service.owner.ask('switchWakes', { params: { run_id }, body: { wakes: to } })
const wokenNow = async (run: RunId): Promise<void> => {
  await expect.poll(async () => (await wakes(run)).decisions[0]?.kind).not.toBe('hold')
  await clock.turn(wakeSettleMs) // for mail that has just come
  expect((await claimed('w1', ['command'], 20_000)).run.run_id).toBe(run)
}

test('a service that leaves remote runs asleep says so, keeps their mail, and wakes them once it is told to', async () => {
  await start({ remote_runs: 'sleep' })
  const { wakes_remote_runs, wakes: told } = await service.owner.ask('capabilities')
  expect([wakes_remote_runs, told?.is_on, told?.per_hour]).toEqual([true, false, wakesPerHourMax])
  const run = await sleeping()
  await reaches(run, 'held')
  expect(await wakes(run)).toMatchObject({ because: 'switched-off', pending: 1, sleeps_on: false })
  await clock.turn(3_600_000)
  expect(await claim()).toBeNull()
  configure({ remote_runs: 'wake' })
  expect((await service.owner.ask('capabilities')).wakes?.is_on).toBe(true)
  await wokenNow(run)
})

test('a run sleeps on by itself, over a restart, until it is told otherwise or a person follows it up', async () => {
  await start()
  const [off, other] = [
    await sleeping({ config: { command: ['true'], wakes: 'off' } }),
    await create('other'),
  ]
  await reaches(off, 'held')
  expect(await wakes(off)).toMatchObject({ because: 'switched-off', sleeps_on: true })
  await service.close()
  service = await testService({ clock, dataDir: directory.path, configFile: configFile() })
  await report(await claimed(), 'succeeded')
  await send(other)
  await wokenNow(other) // the others are woken as ever
  expect(await claim()).toBeNull()
  expect(await switchTo(off, 'on')).toMatchObject({ sleeps_on: false })
  await wokenNow(off)
  const followed = await sleeping()
  await switchTo(followed, 'off')
  await service.owner.ask('followUpRun', { params: { run_id: followed }, body: { message: 'go on' } })
  expect((await claimed()).prompt).toBe('go on')
})

test('budgets are the service’s owner’s to set, and only a person switches', async () => {
  await start({ per_hour: 1, cooldown_ms: 0, settle_ms: 0 })
  const run = await sleeping()
  await report(await claimed('w1', ['command'], 20_000), 'succeeded') // answered when it is woken
  await send(run)
  await reaches(run, 'parked')
  expect(await wakes(run)).toMatchObject({ because: 'too-many-wakes' })
  const { token } = await service.owner.ask('issueToken', { params: { run_id: run } })
  const params = { run_id: run }
  expect(await service.as(token).refusal('switchWakes', { params, body: { wakes: 'on' } })).toBe(
    'not_authorized',
  )
  const local = await create('l', { execution_location: 'LOCAL' })
  const asked = { params: { run_id: local }, body: { wakes: 'off' as const } }
  expect(await service.owner.refusal('switchWakes', asked)).toBe('operation_not_supported')
})
