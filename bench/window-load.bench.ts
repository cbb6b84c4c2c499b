/// <reference lib="dom" />
/**
 * The page under load: 200 agents with 50 state changes a second, as main would push them; what a person does meanwhile
 * (typing, the palette, a timeline of 100,000 entries, another pane), against the same page with nothing going on.
 */
import type { Page } from '@playwright/test'
import { buildDemo, DemoWindow } from '../e2e/demo-window.ts'
import { fakeAgent } from '../src/testing/fake-app/fake-agent.ts'
import { familyActivity } from '../src/testing/fake-app/fake-activity.ts'
import { report } from './report.ts'

const agentsMany = 200
const entriesMany = 100_000
const pushesPerSecond = 25 // main gathers what changes within 40 ms: 50 changes a second are 25 pushes of two
const seconds = 6
const keys = 60

/** What the page has for a person at the console. */
type Console = {
  fakeMain: {
    view: { agents: { status: string; detail: string; changedAt: number }[] }
    change: (part: object) => void
    activity: readonly object[]
  }
}

const statuses = ['working', 'blocked', 'waking', 'dormant', 'idle', 'failed']
const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length * share)] ?? Number.NaN

/** Times between frames, and from a key to the frame after the next, while `seconds` go by and somebody types. */
async function watch(page: Page): Promise<{ frames: number[]; keyTimes: number[]; typed: number }> {
  await page.keyboard.press('Control+Shift+M')
  const body = page.getByTestId('message-body')
  await body.fill('')
  await page.evaluate(() => {
    const found = { frames: [] as number[], keyTimes: [] as number[] }
    Object.assign(globalThis, { found })
    let last = performance.now()
    const frame = (now: number): void => {
      found.frames.push(now - last)
      last = now
      requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
    addEventListener('keydown', (event) => {
      const at = event.timeStamp
      requestAnimationFrame(() => requestAnimationFrame(() => found.keyTimes.push(performance.now() - at)))
    })
  })
  for (let key = 0; key < keys; key += 1) {
    await page.keyboard.press('x')
    await page.waitForTimeout((seconds * 1_000) / keys)
  }
  const typed = (await body.inputValue()).length
  const found = await page.evaluate(
    () => (globalThis as unknown as { found: { frames: number[]; keyTimes: number[] } }).found,
  )
  await page.keyboard.press('Escape')
  return { ...found, typed }
}

/** Milliseconds from an act in the page to the second frame after `selector` is there. */
const timeTo = (
  page: Page,
  selector: string,
  act: { click?: string; key?: { key: string; code: string; ctrlKey: boolean; shiftKey: boolean } },
): Promise<number> =>
  page.evaluate(
    ({ wanted, click, key }) =>
      new Promise<number>((resolve) => {
        const at = performance.now()
        if (click) document.querySelector<HTMLElement>(click)?.click()
        if (key) dispatchEvent(new KeyboardEvent('keydown', key))
        const look = (): void => {
          if (!document.querySelector(wanted)) return void requestAnimationFrame(look)
          requestAnimationFrame(() => resolve(performance.now() - at))
        }
        requestAnimationFrame(look)
      }),
    { wanted: selector, click: act.click, key: act.key },
  )

await buildDemo()
const demo = new DemoWindow()
const page = await demo.open('scenario=family&theme=dark', { width: 1280, height: 800 })
const idle = await watch(page)
const idleFrame = percentile(idle.frames, 0.95)

const now = Date.now()
const agents = Array.from({ length: agentsMany }, (_, index) =>
  fakeAgent({
    now,
    number: index + 1,
    name: `agent-${index + 1}`,
    parentId:
      index % 10 === 0 ? null : fakeAgent({ now, number: index - (index % 10) + 1, name: '' }).conversationId,
    status: 'working',
  }),
)
await page.evaluate(
  ({ many, all, perSecond }) => {
    const { fakeMain } = globalThis as unknown as Console
    fakeMain.change({ agents: many })
    let turn = 0
    setInterval(() => {
      const next = [...fakeMain.view.agents]
      for (const index of [turn % next.length, (turn * 7 + 3) % next.length]) {
        const before = next[index]
        if (before)
          next[index] = {
            ...before,
            status: all[turn % all.length] ?? 'working',
            detail: `turn ${turn}`,
            changedAt: Date.now(),
          }
      }
      turn += 1
      fakeMain.change({ agents: next })
    }, 1_000 / perSecond)
  },
  { many: agents, all: statuses, perSecond: pushesPerSecond },
)
await page.waitForTimeout(1_000)
const loaded = await watch(page)
const heap = await page.evaluate(
  () => (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize,
)

const openPalette = { key: { key: 'P', code: 'KeyP', ctrlKey: true, shiftKey: true } }
const palette = await timeTo(page, '[data-testid="palette"] .palette-item', openPalette)
await page.keyboard.press('Escape')
const pane = await timeTo(page, '[data-testid^="tab-"][aria-selected="true"]:nth-of-type(2)', {
  click: '.tabs [role="tab"]:nth-of-type(2)',
})
const [entry] = familyActivity(now)
await page.evaluate(
  ({ one, many }) => {
    const { fakeMain } = globalThis as unknown as Console
    fakeMain.activity = Array.from({ length: many }, (_, id) => ({ ...one, id, title: `entry ${id}` }))
  },
  { one: entry, many: entriesMany },
)
await page.getByTestId('side-changes').click()
const timeline = await timeTo(page, '.entry', { click: '[data-testid="side-activity"]' })
await demo.close()

const frameWords = `the same page idle: ${idleFrame.toFixed(1)} ms`
const tell = (bench: string, value: number, unit: string, yardstick: string, ratio: number): void =>
  report({ bench, value: Number(value.toFixed(1)), unit, yardstick, ratio })
const frame = percentile(loaded.frames, 0.95)
tell('window-load-frame-p95', frame, 'ms', frameWords, frame / idleFrame)
const longest = Math.max(...loaded.frames)
tell('window-load-frame-longest', longest, 'ms', frameWords, longest / idleFrame)
const longFrames = loaded.frames.filter((one) => one > 50).length
tell(
  'window-load-frames-over-50ms',
  longFrames,
  'frames',
  `${loaded.frames.length} frames`,
  longFrames / loaded.frames.length,
)
const key = percentile(loaded.keyTimes, 0.95)
const idleKey = percentile(idle.keyTimes, 0.95)
tell('window-load-key-p95', key, 'ms', `the same page idle: ${idleKey.toFixed(1)} ms`, key / idleKey)
tell(
  'window-load-keys-dropped',
  keys - loaded.typed,
  'keys',
  `${keys} were pressed`,
  (keys - loaded.typed) / keys,
)
tell('window-load-heap', heap / 1e6, 'MB', `${agentsMany} agents`, heap / 1e6 / agentsMany)
tell('window-palette-paint', palette, 'ms', frameWords, palette / idleFrame)
tell('window-tab-paint', pane, 'ms', frameWords, pane / idleFrame)
tell('window-timeline-100k-paint', timeline, 'ms', frameWords, timeline / idleFrame)
