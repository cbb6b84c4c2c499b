import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { ApiClient } from '../../shared/contract/api/client.ts'
import { unsentFile } from '../../shared/domain/unsent.ts'
import { err, ok } from '../../shared/kernel/result.ts'
import { testConversation } from '../../testing/conversation-facts.ts'
import { tellUnsentSignals } from './unsent-signals.ts'

test('what hooks could not tell is told later, in order, each under its own key; until then it is kept', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'unsent-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const path = join(directory, unsentFile)
  const one = testConversation(1)
  const signal = { kind: 'turn-began', session_id: one.session }
  const wentOn = { ...signal, kind: 'work-went-on' }
  const lines = [{ key: 'a', signal }, 'torn', { shown: 'claim' }, { key: 'b', signal: wentOn }]
  const told: (string | undefined)[] = []
  let isAway = true
  const client: ApiClient = {
    call: (name, input) => {
      if (isAway) return Promise.resolve(err({ kind: 'timed-out', message: 'late' }))
      told.push(input?.idempotencyKey ?? name)
      return Promise.resolve(ok({} as never)) // nothing of it is read
    },
  }
  expect(await tellUnsentSignals(one, directory, client)).toBe('nothing')
  writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
  expect(await tellUnsentSignals(one, directory, client)).toBe('kept')
  isAway = false
  expect(await tellUnsentSignals(one, directory, client)).toBe('told')
  expect(told).toEqual(['a', 'shownMailbox', 'b'])
  expect(existsSync(path)).toBe(false)
})
