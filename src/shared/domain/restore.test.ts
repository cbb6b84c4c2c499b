import { describe, expect, test } from 'vitest'
import { decideRestore, describeRestore, type RestoreDecision, type RestoreFacts } from './restore.ts'

/** A local agent whose turn ended and whose process is gone. */
const facts = (overrides: Partial<RestoreFacts> = {}): RestoreFacts => ({
  place: 'local',
  isKilled: false,
  isKnownHarness: true,
  run: 'SUCCEEDED',
  terminal: 'ended',
  isDirectoryThere: true,
  session: 'there',
  ...overrides,
})
const decide = (overrides: Partial<RestoreFacts> = {}) => decideRestore(facts(overrides))
const dormant = (
  overrides: Partial<Extract<RestoreDecision, { kind: 'dormant' }>> = {},
): RestoreDecision => ({
  kind: 'dormant',
  notArmedBecause: null,
  isInterrupted: false,
  hasScreen: true,
  ...overrides,
})

const runs: readonly RestoreFacts['run'][] = [
  ...(['QUEUED', 'PENDING', 'CLAIMED', 'INPROGRESS', 'BLOCKED', 'SUCCEEDED', 'FAILED', 'ERROR'] as const),
  ...(['CANCELLED', 'UNKNOWN', 'missing', 'refused', null] as const),
]
const terminals: readonly RestoreFacts['terminal'][] = ['alive', 'ended', 'none', 'unknown']

/** One letter a cell, so that the whole matrix can be read at once. */
const letter = (decision: RestoreDecision): string => {
  switch (decision.kind) {
    case 'attach':
      return 'A'
    case 'start':
      return 'S'
    case 'dormant':
      return `${decision.isInterrupted ? 'i' : 'd'}${decision.notArmedBecause ? '-' : '+'}${decision.hasScreen ? 's' : ' '}`
    case 'ambient':
      return { live: 'L', transcript: 'T', 'no-execution-yet': 'W' }[decision.on]
    case 'pending':
      return { 'service-not-reached': '?', 'service-refuses': '!', 'pty-host-not-reached': 'h' }[
        decision.because
      ]
    case 'missing':
      return 'M'
    case 'tombstone':
      return 'K'
  }
}
const row = (overrides: Partial<RestoreFacts>): string =>
  runs.map((run) => letter(decide({ ...overrides, run })).padEnd(3)).join(' ')

/** Of these facts only those that a row of the matrix is given for. */
function deciding(given: Omit<RestoreFacts, 'run'>): Partial<RestoreFacts> {
  const { place, isKilled, isKnownHarness, terminal, isDirectoryThere, session } = given
  if (isKilled) return { place, isKilled }
  if (place === 'remote') return { place, terminal: 'none' }
  if (terminal === 'alive' || terminal === 'unknown' || !isKnownHarness) return { terminal, isKnownHarness }
  // What is missing is named one thing at a time; a row shows only that something is.
  return isDirectoryThere ? { terminal, session } : { terminal, isDirectoryThere }
}

describe('every cell of the matrix: run state by what became of the process', () => {
  //              QUEUED PENDING CLAIMED INPROG BLOCKED SUCC FAILED ERROR CANC UNKN missing refused null
  test.each<[Partial<RestoreFacts>, string]>([
    [{ terminal: 'alive' }, 'A   A   A   A   A   A   A   A   A   A   M   A   A  '],
    [{ terminal: 'ended' }, 'i+s d+s d+s i+s i+s d+s d+s d+s d-s d+s M   !   ?  '],
    [{ terminal: 'none' }, 'S   d+  d+  i+  i+  d+  d+  d+  d-  d+  M   !   ?  '],
    [{ terminal: 'unknown' }, 'h   h   h   h   h   h   h   h   h   h   M   h   h  '],
    [{ session: 'none' }, 'i-s d-s d-s i-s i-s d-s d-s d-s d-s d-s M   !   ?  '],
    [{ session: 'gone' }, 'i-s d-s d-s i-s i-s d-s d-s d-s d-s d-s M   !   ?  '],
    [{ isDirectoryThere: false }, 'i-s d-s d-s i-s i-s d-s d-s d-s d-s d-s M   !   ?  '],
    [{ session: 'none', terminal: 'none' }, 'S   d-  d-  i-  i-  d-  d-  d-  d-  d-  M   !   ?  '],
    [{ session: 'gone', terminal: 'none' }, 'S   d-  d-  i-  i-  d-  d-  d-  d-  d-  M   !   ?  '],
    [{ isDirectoryThere: false, terminal: 'none' }, 'S   d-  d-  i-  i-  d-  d-  d-  d-  d-  M   !   ?  '],
    [{ isKnownHarness: false }, 'M   M   M   M   M   M   M   M   M   M   M   M   M  '],
    [{ isKnownHarness: false, terminal: 'none' }, 'M   M   M   M   M   M   M   M   M   M   M   M   M  '],
    [{ isKnownHarness: false, terminal: 'alive' }, 'A   A   A   A   A   A   A   A   A   A   M   A   A  '],
    [{ isKnownHarness: false, terminal: 'unknown' }, 'h   h   h   h   h   h   h   h   h   h   M   h   h  '],
    [{ place: 'remote', terminal: 'none' }, 'W   W   W   L   L   T   T   T   T   T   M   !   ?  '],
    [{ place: 'remote', isKnownHarness: false }, 'W   W   W   L   L   T   T   T   T   T   M   !   ?  '],
    [{ isKilled: true }, 'K   K   K   K   K   K   K   K   K   K   K   K   K  '],
    [{ place: 'remote', isKilled: true }, 'K   K   K   K   K   K   K   K   K   K   K   K   K  '],
  ])('%j', (overrides, expected) => {
    expect(row(overrides)).toBe(expected)
  })
  test('a fact that the rows above leave out changes nothing, in any of the 2496 cells', () => {
    const [yes, no, sessions] = [true, false, ['there', 'gone', 'none'] as const]
    let cells = 0
    for (const place of ['local', 'remote'] as const)
      for (const isKilled of [yes, no])
        for (const isKnownHarness of [yes, no])
          for (const terminal of terminals)
            for (const isDirectoryThere of [yes, no])
              for (const session of sessions) {
                cells += runs.length
                const given = { place, isKilled, isKnownHarness, terminal, isDirectoryThere, session }
                expect([given, row(given)]).toEqual([given, row(deciding(given))])
              }
    expect(cells).toBe(2_496)
  })
  test('a remote agent never depends on the pty host, nor on a directory or a session here', () => {
    for (const terminal of terminals)
      expect(row({ place: 'remote', terminal, isDirectoryThere: false, session: 'none' })).toBe(
        row({ place: 'remote', terminal: 'none' }),
      )
  })
})

describe('a local agent comes back', () => {
  test('attached to its process where that lives on, even when the service is away', () => {
    expect(decide({ terminal: 'alive', run: null })).toEqual({ kind: 'attach' })
  })
  test('dormant, armed and with its screen where its process is gone', () => {
    expect(decide()).toEqual(dormant())
  })
  test('with the truth about a turn that was cut off', () => {
    expect(decide({ run: 'INPROGRESS' })).toEqual(dormant({ isInterrupted: true }))
  })
  test('not armed with the reason that a person can act on', () => {
    expect(decide({ isDirectoryThere: false })).toEqual(dormant({ notArmedBecause: 'directory-gone' }))
    expect(decide({ session: 'none' })).toEqual(dormant({ notArmedBecause: 'no-session' }))
    expect(decide({ session: 'gone' })).toEqual(dormant({ notArmedBecause: 'session-gone' }))
    expect(decide({ run: 'CANCELLED' })).toEqual(dormant({ notArmedBecause: 'stopped-by-person' }))
  })
})

test('everything that is shown as back says why; what is not decided says nothing', () => {
  for (const place of ['local', 'remote'] as const)
    for (const terminal of terminals)
      for (const run of runs) {
        const decision = decide({ place, terminal, run })
        const isSilent = decision.kind === 'pending' || decision.kind === 'start'
        expect(describeRestore(decision, false) === null).toBe(isSilent)
      }
})
