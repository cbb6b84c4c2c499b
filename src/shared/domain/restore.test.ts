import { describe, expect, test } from 'vitest'
import { decideRestore, type RestoreFacts } from './restore.ts'

/** A local agent whose turn ended and whose process is gone. */
const facts = (overrides: Partial<RestoreFacts> = {}): RestoreFacts => ({
  place: 'local',
  isKilled: false,
  isKnownHarness: true,
  run: 'SUCCEEDED',
  terminal: 'ended',
  isDirectoryThere: true,
  hasSession: true,
  ...overrides,
})
const decide = (overrides: Partial<RestoreFacts> = {}) => decideRestore(facts(overrides))

describe('a local agent comes back', () => {
  test('attached to its process where that lives on, even when the service is away', () => {
    expect(decide({ terminal: 'alive' })).toEqual({ kind: 'attach' })
    expect(decide({ terminal: 'alive', run: null })).toEqual({ kind: 'attach' })
  })
  test('dormant, armed and with its screen where its process is gone', () => {
    expect(decide()).toEqual({ kind: 'dormant', isArmed: true, isInterrupted: false, hasScreen: true })
  })
  test('dormant after a reboot without a screen', () => {
    expect(decide({ terminal: 'none' })).toEqual({
      kind: 'dormant',
      isArmed: true,
      isInterrupted: false,
      hasScreen: false,
    })
  })
  test('with the truth about a turn that was cut off', () => {
    expect(decide({ run: 'INPROGRESS' })).toMatchObject({ kind: 'dormant', isInterrupted: true })
    expect(decide({ run: 'BLOCKED' })).toMatchObject({ kind: 'dormant', isInterrupted: true })
  })
  test('not armed when its directory is gone, when it has no session, when a person stopped it', () => {
    for (const change of [{ isDirectoryThere: false }, { hasSession: false }, { run: 'CANCELLED' as const }])
      expect(decide(change)).toMatchObject({ kind: 'dormant', isArmed: false })
  })
  test('started only when it never had a process', () => {
    expect(decide({ run: 'QUEUED', terminal: 'none' })).toEqual({ kind: 'start' })
    expect(decide({ run: 'QUEUED', terminal: 'ended' })).toMatchObject({
      kind: 'dormant',
      isInterrupted: true,
    })
  })
  test('undecided, and inert, while nobody can be asked', () => {
    expect(decide({ terminal: 'unknown' })).toEqual({ kind: 'pending', because: 'pty-host-not-reached' })
    expect(decide({ run: null })).toEqual({ kind: 'pending', because: 'service-not-reached' })
  })
})

describe('a remote agent comes back', () => {
  test.each(['QUEUED', 'INPROGRESS', 'SUCCEEDED', 'FAILED', 'UNKNOWN', null] as const)(
    'as an ambient pane on its run when that is %s',
    (run) =>
      expect(decide({ place: 'remote', run, terminal: 'none', hasSession: false })).toEqual({
        kind: 'ambient',
      }),
  )
})

describe('what cannot come back says so', () => {
  test('a run the service does not know', () => {
    expect(decide({ run: 'missing' })).toEqual({ kind: 'missing', because: 'run-unknown' })
    expect(decide({ place: 'remote', run: 'missing' })).toEqual({ kind: 'missing', because: 'run-unknown' })
  })
  test('a harness this version does not know', () => {
    expect(decide({ isKnownHarness: false })).toEqual({ kind: 'missing', because: 'unknown-harness' })
  })
  test('killed stays killed', () => {
    expect(decide({ isKilled: true, terminal: 'alive' })).toEqual({ kind: 'tombstone' })
  })
})
