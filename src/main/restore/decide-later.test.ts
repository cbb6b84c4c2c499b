import { expect, test } from 'vitest'
import type { ConversationId } from '../../shared/domain/ids.ts'
import type { PendingReason } from '../../shared/domain/restore.ts'
import { testIds } from '../../testing/conversation-facts.ts'
import { FakeClock, settle } from '../../testing/fake-clock.ts'
import { decideLater } from './decide-later.ts'

const ids = (count: number): ConversationId[] =>
  Array.from({ length: count }, (_, index) => testIds(index + 1).id)
const name = (id: ConversationId): string => `agent-${ids(9).indexOf(id) + 1}`

/** A restart whose rounds are answered by `answer`; all that happens, with the second in which it does. */
function start(because: readonly PendingReason[], answer: (id: string) => PendingReason | null) {
  const clock = new FakeClock()
  const began = clock.now()
  const happened: string[] = []
  const at = (): string => `${(clock.now() - began) / 1_000} s:`
  const over = decideLater(
    because.map((reason, index) => ({ id: testIds(index + 1).id, because: reason })),
    {
      clock,
      restore: async (due) => {
        happened.push(`${at()} ${due.map(name).join(', ')}`)
        return due.flatMap((id) => {
          const reason = answer(name(id))
          return reason === null ? [] : [{ id, because: reason }]
        })
      },
      decided: (id) => void happened.push(`${at()} ${name(id)} is decided`),
    },
  ).then(() => happened.push(`${at()} over`))
  return { clock, happened, over }
}

test('without network it is asked again after 1, 2, 5 and 10 seconds, then every 10, and decided once when there is an answer', async () => {
  let looks = 0
  const { clock, happened, over } = start(['service-not-reached'], () =>
    (looks += 1) < 6 ? 'service-not-reached' : null,
  )
  await clock.turn(60_000)
  await over
  expect(happened).toEqual([
    ...['1 s: agent-1', '3 s: agent-1', '8 s: agent-1', '18 s: agent-1', '28 s: agent-1', '38 s: agent-1'],
    ...['38 s: agent-1 is decided', '38 s: over'],
  ])
  expect(clock.pendingTimers).toBe(0)
})
test('one that is refused is asked for every 30 seconds, and holds nobody up', async () => {
  let isMended = false
  const { clock, happened } = start(['service-refuses', 'service-not-reached'], (who) =>
    who === 'agent-1' && !isMended ? 'service-refuses' : null,
  )
  await clock.turn(60_000)
  isMended = true
  await clock.turn(30_000)
  expect(happened).toEqual([
    ...['1 s: agent-2', '1 s: agent-2 is decided', '30 s: agent-1', '60 s: agent-1', '90 s: agent-1'],
    ...['90 s: agent-1 is decided', '90 s: over'],
  ])
})
test('forty that have no network are one round, not forty', async () => {
  const clock = new FakeClock()
  const rounds: number[] = []
  const undecided = Array.from({ length: 40 }, (_, index) => ({
    id: testIds(index + 1).id,
    because: 'service-not-reached' as const,
  }))
  void decideLater(undecided, {
    clock,
    restore: async (due) => {
      rounds.push(due.length)
      return rounds.length < 3 ? undecided : []
    },
    decided: () => {},
  })
  await clock.turn(8_000)
  expect(rounds).toEqual([40, 40, 40])
})
test('another reason begins its own schedule: from no network to a refusal and back', async () => {
  const answers: PendingReason[] = ['service-refuses', 'service-not-reached', 'service-not-reached']
  const { clock, happened } = start(['service-not-reached'], () => answers.shift() ?? null)
  await clock.turn(60_000)
  expect(happened).toEqual([
    ...['1 s: agent-1', '31 s: agent-1', '32 s: agent-1', '34 s: agent-1'],
    ...['34 s: agent-1 is decided', '34 s: over'],
  ])
})
test('a clock that is set back by hours meanwhile keeps nobody waiting', async () => {
  const { clock, happened } = start(['service-not-reached'], () => null)
  clock.jump(-7_200_000)
  await clock.turn(1_000)
  await settle()
  expect(happened.map((line) => line.replace(/^\S+ s: /, ''))).toEqual([
    'agent-1',
    'agent-1 is decided',
    'over',
  ])
})
