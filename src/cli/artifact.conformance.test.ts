import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cliEnvironment, runCli } from '../testing/cli-process.ts'
import { testService, type TestService } from '../testing/service-harness.ts'

let service: TestService
let directory: string
beforeAll(async () => {
  service = await testService()
  directory = mkdtempSync(join(tmpdir(), 'reveille-artifact-'))
})
afterAll(async () => {
  await service[Symbol.asyncDispose]()
  rmSync(directory, { recursive: true, force: true })
})

const cli = (args: readonly string[], extra: Readonly<Record<string, string>>) =>
  runCli(args, cliEnvironment(join(directory, 'home'), extra))

test('an agent leaves a file, another one finds and gets it, and it can be taken away again', async () => {
  const { run_id } = await service.owner.ask('createRun', { body: { execution_location: 'LOCAL' } })
  const { token } = await service.owner.ask('issueToken', { params: { run_id } })
  const own = { REVEILLE_URL: service.url, REVEILLE_TOKEN: token, REVEILLE_RUN_ID: run_id }
  const owner = { REVEILLE_URL: service.url, REVEILLE_TOKEN: service.token }
  const file = join(directory, 'report.txt')
  writeFileSync(file, 'all is well')
  const uploaded = await cli(
    ['artifact', 'upload', file, '--as', 'out/report.txt', '--mime-type', 'text/plain'],
    own,
  )
  expect([uploaded.code, uploaded.stderr]).toEqual([0, ''])
  const uid = uploaded.stdout.trim()
  expect((await cli(['artifact', 'list', run_id], owner)).stdout).toContain('out/report.txt')
  const copy = join(directory, 'copy.txt')
  expect((await cli(['artifact', 'download', uid, '--output', copy], owner)).code).toBe(0)
  expect(readFileSync(copy, 'utf8')).toBe('all is well')
  expect((await cli(['artifact', 'download', uid, '--output', '-'], owner)).stdout).toBe('all is well')
  const again = await cli(['artifact', 'download', uid, '--output', copy], owner)
  expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('exists already')])
  expect((await cli(['artifact', 'upload', join(directory, 'none')], own)).code).toBe(2)
  expect((await cli(['artifact', 'upload', file, '--as', '../x'], own)).stderr).toContain('a relative path')
  expect((await cli(['artifact', 'delete', uid], own)).code).toBe(0)
  expect((await cli(['artifact', 'download', uid], owner)).code).toBe(6)
})

test('a token for a worker is printed once, listed without itself, and revoked', async () => {
  const owner = { REVEILLE_URL: service.url, REVEILLE_TOKEN: service.token }
  const issued = await cli(['token', 'issue', 'build box', '--days', '1', '--json'], owner)
  const { token, token_id } = JSON.parse(issued.stdout) as { token: string; token_id: string } // our own answer
  await service.as(token).ask('health')
  const listed = await cli(['token', 'list'], owner)
  expect(listed.stdout).toContain('build box')
  expect(listed.stdout).not.toContain(token)
  expect((await cli(['token', 'revoke', token_id], owner)).code).toBe(0)
  expect(await service.as(token).refusal('health')).toBe('authentication_required')
})
