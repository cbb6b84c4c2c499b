import { expect, test } from 'vitest'
import { parseTurnMs } from '../shared/terminal-limits.ts'
import { ParseTurns } from './parse-turns.ts'

const setUp = () => {
  const scheduled: (() => void)[] = []
  let now = 0
  const order: string[] = []
  const turns = new ParseTurns({ schedule: (run) => scheduled.push(run), now: () => now })
  const parser = (name: string, slices: number) => {
    let left = slices
    return {
      parseSlice: () => {
        order.push(name)
        now += parseTurnMs / 2
        left -= 1
        return left > 0
      },
    }
  }
  const runAll = (): number => {
    let runs = 0
    for (let run = scheduled.shift(); run; run = scheduled.shift(), runs += 1) run()
    return runs
  }
  return { turns, parser, order, runAll }
}

test('a quiet terminal waits for one slice of each noisy one, never for all of it', () => {
  const { turns, parser, order, runAll } = setUp()
  turns.request(parser('noisy', 5))
  turns.request(parser('noisy too', 5))
  turns.request(parser('quiet', 1))
  const runs = runAll()
  expect(order.slice(0, 3)).toEqual(['noisy', 'noisy too', 'quiet'])
  expect(order).toHaveLength(11)
  expect(runs).toBeGreaterThan(4) // it gave way to reading and writing in between
})

test('a parser that throws does not stop the others', () => {
  const { turns, parser, order, runAll } = setUp()
  turns.request({
    parseSlice: () => {
      throw new Error('broken')
    },
  })
  turns.request(parser('other', 2))
  expect(runAll).toThrow('broken')
  runAll()
  expect(order).toEqual(['other', 'other'])
})
