import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import type { Outcome } from '../../testing/simulation/history.ts'
import type { Played, Range } from '../../testing/simulation/play-range.ts'

/** `REVEILLE_SIMULATION_SEED` plays one history again; `REVEILLE_SIMULATION_HISTORIES` plays more or fewer. */
const only = process.env['REVEILLE_SIMULATION_SEED']
const histories = Number(process.env['REVEILLE_SIMULATION_HISTORIES'] ?? 10_000)
const first = only === undefined ? 1 : Number(only)
const last = only === undefined ? histories : first

/** What must hold of every history, in words; null when it does. */
function broken(outcome: Outcome): string | null {
  const { sent, undelivered, neverShown, mostShown, mostWriters, wakes } = outcome
  if (undelivered > 0) return `${undelivered} messages were not delivered in the end`
  if (neverShown > 0) return `${neverShown} messages were delivered and never shown`
  if (mostShown > 1) return `a message was shown ${mostShown} times to one process`
  if (mostWriters > 1) return `${mostWriters} processes wrote one session`
  if (wakes > 12 * sent + 12) return `${wakes} wakes for ${sent} messages`
  return null
}

const play = (range: Range): Promise<readonly Played[]> =>
  new Promise((resolve, reject) => {
    const script = new URL('../../testing/simulation/play-range.ts', import.meta.url)
    const thread = new Worker(script, { workerData: range })
    thread.once('message', resolve)
    thread.once('error', reject)
  })

test(
  `random histories, seeds ${first} to ${last}: nothing lost, nothing shown twice to one process, one writer, bounded wakes`,
  { timeout: 1_800_000 }, // its threads have what the other tests leave of the processor
  async () => {
    const step = Math.min(availableParallelism(), last - first + 1)
    const shares = Array.from({ length: step }, (_, index) => play({ first: first + index, last, step }))
    const played = (await Promise.all(shares)).flat()
    const outcomes = played.map(({ outcome }) => outcome)
    const sum = (of: (outcome: Outcome) => number) =>
      outcomes.reduce((total, outcome) => total + of(outcome), 0)
    const told = {
      histories: outcomes.length,
      messages: sum(({ sent }) => sent),
      wakes: sum(({ wakes }) => wakes),
      restarts: sum(({ faults }) => faults),
      armedByHand: outcomes.filter(({ wakesByHand }) => wakesByHand > 0).length,
    }
    process.stdout.write(`simulation, seeds ${first} to ${last}: ${JSON.stringify(told)}\n`)
    const failures = played.flatMap(({ seed, outcome }) => {
      const why = broken(outcome)
      return why === null ? [] : [`seed ${seed}: ${why} ${JSON.stringify(outcome)}`]
    })
    expect(failures.slice(0, 5)).toEqual([])
    expect(outcomes).toHaveLength(last - first + 1)
  },
)
