import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { keepPrivate } from './keep-private.ts'

test("a sign-in file that everybody could read is its owner's alone, and keeps all that it says", async () => {
  const directory = mkdtempSync(join(tmpdir(), 'reveille-private-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const file = join(directory, 'auth.json')
  const content = '{"auth_mode":"apikey","OPENAI_API_KEY":"k","other":1}'
  writeFileSync(file, content)
  chmodSync(file, 0o664)
  await keepPrivate(file)
  expect([statSync(file).mode & 0o777, readFileSync(file, 'utf8')]).toEqual([0o600, content])
  chmodSync(file, 0o400)
  await keepPrivate(file)
  expect(statSync(file).mode & 0o777).toBe(0o400)
  await keepPrivate(join(directory, 'missing.json'))
})
