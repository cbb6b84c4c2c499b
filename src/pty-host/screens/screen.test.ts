import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { TerminalId } from '../../shared/domain/ids.ts'
import { ownPalettes } from '../../shared/domain/palettes/palette-in-use.ts'
import { historyRestMs, screenSleepMs } from '../../shared/terminal-limits.ts'
import { FakeClock } from '../../testing/fake-clock.ts'
import { terminalAfter } from '../../testing/replay-check.ts'
import type { HistoryFacts } from '../history/history-format.ts'
import { historyPath } from '../history/saved-terminals.ts'
import { ParseTurns } from '../parse-turns.ts'
import type { FromScreen, ScreenQuestion, ToScreen } from './screen-messages.ts'
import { Screen } from './screen.ts'

const id = TerminalId.parse('t-1')
const size = { cols: 20, rows: 4 }
const facts: HistoryFacts = {
  incarnation: 1,
  wasAlive: false,
  exit: null,
  ...size,
  title: '',
  cwd: null,
  argv0: null,
  lastInputAt: null,
  lastOutputAt: null,
}

const setUp = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'screen-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const clock = new FakeClock()
  let turns = 0
  const open = () => {
    const answers = new Map<number, (message: FromScreen) => void>()
    let lastNumber = 0
    const screen = new Screen(
      { kind: 'open', id, facts, isFresh: false },
      {
        options: { folder, bytesMax: 10_000_000, colours: ownPalettes.dark },
        colours: () => ownPalettes.dark,
        clock,
        turns: new ParseTurns({
          schedule: (run) => {
            turns += 1
            setImmediate(run)
          },
          now: () => 0,
        }),
        tell: (message) => message.kind === 'answer' && answers.get(message.number)?.(message),
        log: (line) => expect.unreachable(line),
      },
    )
    onTestFinished(() => screen.dispose())
    const feed = (text: string): void => screen.take({ kind: 'feed', bytes: Buffer.from(text) })
    const ask = (question: ScreenQuestion): Promise<string> =>
      new Promise((resolve) => {
        const asked: ToScreen = { kind: 'ask', number: ++lastNumber, question }
        answers.set(asked.number, (message) => {
          const answer = message.kind === 'answer' ? message.answer : null
          resolve(answer && 'serialized' in answer ? Buffer.from(answer.serialized).toString() : '')
        })
        screen.take(asked)
      })
    const whole = (): Promise<string> => ask({ kind: 'capture', scrollback: 100 })
    const front = (): Promise<string> => ask({ kind: 'capture', scrollback: 0 })
    const resize = (cols: number): void => screen.take({ kind: 'resize', cols, rows: size.rows })
    return { feed, ask, whole, front, resize }
  }
  return { clock, open, turns: () => turns, history: () => readFile(historyPath(folder, id)) }
}

test('a screen of which a kept one is all there is is shown without being parsed: first what is seen, then all of it', async () => {
  const { clock, open, turns, history } = await setUp()
  const first = open()
  first.feed(Array.from({ length: 9 }, (_, line) => `line ${line}`).join('\r\n'))
  await first.ask({ kind: 'settle' })
  const [front, whole] = [await first.front(), await first.whole()]
  expect([front.includes('line 4'), front.includes('line 5'), whole.includes('line 0')]).toEqual([
    false,
    true,
    true,
  ])
  const before = await history()
  await clock.turn(historyRestMs)
  while ((await history()).equals(before)) await new Promise(setImmediate) // the disk has its own time
  await first.ask({ kind: 'settle' })
  const parsed = turns()
  const again = open()
  expect(await Promise.all([again.front(), again.whole()])).toEqual([front, whole])
  expect(turns()).toBe(parsed)
  again.feed('\r\nmore')
  expect((await again.whole()).includes('line 0')).toBe(true)
  expect(await again.front()).toContain('more')
})

test('what nobody looks at is let go after a while, and shown from its file', async () => {
  const { clock, open, turns } = await setUp()
  const screen = open()
  screen.feed('something')
  const shown = await screen.whole()
  await clock.turn(historyRestMs)
  await screen.ask({ kind: 'settle' })
  await clock.turn(screenSleepMs)
  const parsed = turns()
  expect([await screen.whole(), turns()]).toEqual([shown, parsed])
})

test('what is let go and woken is the same screen, without its scrollback and with it, also when its size changes then', async () => {
  const { clock, open } = await setUp()
  const screen = open()
  screen.feed(Array.from({ length: 30 }, (_, line) => `line ${line} of many words`).join('\r\n'))
  await screen.ask({ kind: 'settle' })
  await clock.turn(historyRestMs)
  await screen.ask({ kind: 'settle' })
  const asleep = await screen.whole()
  await clock.turn(screenSleepMs)
  screen.feed('\r\nmore')
  const woken = await screen.whole()
  expect(woken.replaceAll('\x1b[?2026l', '')).toContain('line 0 of many words')
  expect(woken.length).toBeGreaterThan(asleep.length)
  screen.resize(10)
  const narrow = await screen.whole()
  expect(await rowsOf(narrow, 10)).toEqual(
    Array.from({ length: 30 }, (_, line) => `line ${line} of many words`.match(/.{1,10}/g) ?? [])
      .flat()
      .concat('more')
      .map((row) => row.trimEnd()),
  )
})

test('what sleeps is not woken for another size: it is shown as it is kept, and has the size when something happens', async () => {
  const { clock, open, turns } = await setUp()
  const screen = open()
  screen.feed(Array.from({ length: 9 }, (_, line) => `line ${line} of words\r\n`).join(''))
  await screen.ask({ kind: 'settle' })
  await clock.turn(historyRestMs)
  await screen.ask({ kind: 'settle' })
  const shown = await screen.whole()
  await clock.turn(screenSleepMs)
  const parsed = turns()
  screen.resize(10)
  expect([await screen.whole(), turns()]).toEqual([shown, parsed])
  screen.feed('!')
  const rows = await rowsOf(await screen.whole(), 10)
  expect([rows.length, rows[0], rows[1], rows.at(-1)]).toEqual([19, 'line 0 of', 'words', '!'])
})

const rowsOf = async (text: string, cols: number) => {
  const { normal } = (await terminalAfter([text], { cols, rows: size.rows })).buffer
  return Array.from({ length: normal.length }, (_, row) =>
    normal.getLine(row)?.translateToString(true).trimEnd(),
  )
}
