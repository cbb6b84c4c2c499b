import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { TerminalId } from '../../shared/domain/ids.ts'
import { decodeCheckpoint } from './checkpoint.ts'
import { HistoryFile, type HistoryStep } from './history-file.ts'
import { encodeFrame, encodeJson, historyKinds, type HistoryFacts } from './history-format.ts'
import { takeLegacyScreens } from './legacy-screens.ts'
import { historyPath, readSavedTerminals } from './saved-terminals.ts'

const terminalId = TerminalId.parse('t-1')
const facts: HistoryFacts = {
  incarnation: 1,
  wasAlive: true,
  exit: null,
  cols: 80,
  rows: 24,
  title: 'a title',
  cwd: '/srv',
  argv0: 'sh',
  lastInputAt: null,
  lastOutputAt: 5,
}
const output = (text: string) => encodeFrame(historyKinds.output, [Buffer.from(text)])
const whole = {
  cols: 80,
  rows: 24,
  serialized: Buffer.from('a screen\r\n'),
  unfinished: Buffer.from('\x1b['),
}
const screen = { whole, front: { ...whole, serialized: Buffer.from('screen') } }

const setUp = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'history-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const lines: string[] = []
  const log = (line: string) => void lines.push(line)
  const path = historyPath(folder, terminalId)
  const open = (): HistoryFile => {
    const file = new HistoryFile({ path, terminalId, log })
    onTestFinished(() => file.close())
    return file
  }
  return { folder, path, open, lines, log, saved: () => readSavedTerminals(folder, log) }
}
const textOf = (steps: readonly HistoryStep[]): string =>
  steps
    .map((step) =>
      step.kind === 'output'
        ? Buffer.from(step.bytes).toString()
        : step.kind === 'resized'
          ? `<${step.cols}x${step.rows}>`
          : `[${Buffer.from(step.screen.serialized).toString()}|${Buffer.from(step.screen.unfinished).toString()}]`,
    )
    .join('')

test('what was written is read in order, and more is written behind it', async () => {
  const { open, saved } = await setUp()
  const first = open()
  expect(await first.read()).toEqual([])
  await first.append([encodeJson(historyKinds.facts, facts), output('one '), output('two ')])
  await first.append([encodeJson(historyKinds.resized, { cols: 100, rows: 30 })])
  const second = open()
  expect(textOf(await second.read())).toBe('one two <100x30>')
  await second.append([output('three')])
  expect(textOf(await open().read())).toBe('one two <100x30>three')
  expect(await saved()).toEqual([{ terminalId, facts }])
})

test('a screen stands for all before it', async () => {
  const { open, saved, folder } = await setUp()
  const file = open()
  await file.append([output('long gone')])
  await file.checkpoint(screen, facts)
  expect(file.bytesSinceCheckpoint).toBe(0)
  await file.append([output('after')])
  await file.checkpoint(
    { ...screen, whole: { ...whole, serialized: Buffer.from('newer') } },
    { ...facts, title: 'newer' },
  )
  await file.append([output('more')])
  expect(textOf(await open().read())).toBe('[newer|\x1b[]more')
  expect(await saved()).toEqual([{ terminalId, facts: { ...facts, title: 'newer' } }])
  expect(await readdir(folder)).toEqual(['t-1.history'])
})

test('a screen that is all there is to show is read as it is kept, whatever was told of its terminal since', async () => {
  const { open } = await setUp()
  const file = open()
  const textOfKept = async () => {
    const kept = await open().readKept()
    if (kept === null) return null
    const texts = [kept.front, kept.whole].map(async (one) => (await decodeCheckpoint(one)).serialized)
    return [kept.cols, kept.rows, ...(await Promise.all(texts)).map((text) => Buffer.from(text).toString())]
  }
  expect(await textOfKept()).toBe(null)
  await file.checkpoint(screen, facts)
  await file.append([encodeJson(historyKinds.facts, facts)])
  expect([await textOfKept(), file.bytesSinceCheckpoint]).toEqual([[80, 24, 'screen', 'a screen\r\n'], 0])
  await file.append([output('more')])
  expect([await textOfKept(), file.bytesSinceCheckpoint]).toEqual([
    null,
    Buffer.concat(output('more')).byteLength,
  ])
})

test('torn at any byte, everything that was written whole is there, and writing goes on behind it', async () => {
  const { open, path, folder, lines } = await setUp()
  const file = open()
  await file.checkpoint(screen, facts)
  const begins = file.bytes
  await file.append([output('one ')])
  const ends = file.bytes
  await file.append([output('two ')])
  const whole = await readFile(path)
  for (let bytes = begins; bytes < whole.byteLength; bytes += 1) {
    await writeFile(path, whole.subarray(0, bytes))
    const again = open()
    const expected = bytes < ends ? '' : 'one '
    expect(textOf(await again.read()), `torn at ${bytes}`).toBe(`[a screen\r\n|\x1b[]${expected}`)
    await again.append([output('next')])
    await again.close()
    expect(textOf(await open().read())).toBe(`[a screen\r\n|\x1b[]${expected}next`)
  }
  expect([lines, await readdir(folder)]).toEqual([[], ['t-1.history']])
})

test('a byte that changed costs what follows it; a copy of all is set aside and nothing throws', async () => {
  const { open, path, folder } = await setUp()
  const file = open()
  await file.append([encodeJson(historyKinds.facts, facts), output('one '), output('two ')])
  await file.checkpoint(screen, facts)
  await file.append([output('one '), output('two ')])
  const whole = await readFile(path)
  for (let at = 0; at < whole.byteLength; at += 3) {
    const broken = Buffer.from(whole)
    broken[at] = (broken[at] ?? 0) ^ 0x41
    await writeFile(path, broken)
    const text = textOf(await open().read())
    expect('[a screen\r\n|\x1b[]one two '.startsWith(text), `changed at ${at}: ${text}`).toBe(true)
  }
  expect((await readdir(folder)).some((name) => name.includes('.broken-'))).toBe(true)
})

test('a checkpoint that was not finished is as if it never began', async () => {
  const { open, path, folder } = await setUp()
  await open().append([output('kept')])
  await writeFile(`${path}.new`, 'half of a scr')
  expect(textOf(await open().read())).toBe('kept')
  expect(await readdir(folder)).toEqual(['t-1.history'])
})

test('what is no history is set aside and costs no other', async () => {
  const { open, folder, saved, lines } = await setUp()
  await open().append([encodeJson(historyKinds.facts, facts), output('kept')])
  await writeFile(join(folder, 'empty.history'), '')
  await writeFile(join(folder, 'text.history'), 'not a history at all, but text')
  await writeFile(join(folder, 'other.history'), await readFile(join(folder, 't-1.history')))
  expect(await saved()).toEqual([{ terminalId, facts }])
  expect((await readdir(folder)).toSorted()).toEqual([
    'empty.history.broken-1',
    'other.history.broken-1',
    't-1.history',
    'text.history.broken-1',
  ])
  expect(lines).toHaveLength(3)
})

test('screens of an older version become histories, once', async () => {
  const { open, folder, saved, log } = await setUp()
  const from = await mkdtemp(join(tmpdir(), 'screens-'))
  onTestFinished(() => rm(from, { recursive: true }))
  const data = { ...facts, terminalId, serialized: 'an old screen', savedAt: 1 }
  await writeFile(join(from, 't-1.json'), JSON.stringify({ version: 1, data }))
  await writeFile(join(from, 'torn.json'), '{"version":1,"da')
  await takeLegacyScreens({ from, folder, log })
  expect(await saved()).toEqual([{ terminalId, facts }])
  expect(textOf(await open().read())).toBe('[an old screen|]')
  expect(await readdir(from)).toEqual(['torn.json.broken-1'])
  await takeLegacyScreens({ from, folder, log })
  expect(textOf(await open().read())).toBe('[an old screen|]')
})
