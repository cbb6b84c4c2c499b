/**
 * A start with 5 windows, 50 panes, 200 conversations in 20 families, 40 of them remote, after a crash: to the first paint,
 * to every agent shown as what it is, and the requests that the service got for it. Against the same app started with nothing.
 */
import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  conversationOfRun,
  storedConversations,
  type Conversation,
} from '../src/shared/domain/conversation.ts'
import {
  ConversationId,
  HarnessSessionId,
  PaneId,
  TabId,
  TerminalId,
  WindowId,
} from '../src/shared/domain/ids.ts'
import { openTab, splitPane } from '../src/shared/domain/layout.ts'
import { addPane, addWindow, changeWindow, oneWindow } from '../src/shared/domain/windows.ts'
import type { RunItem } from '../src/shared/contract/api/run.ts'
import { TestMachine } from '../e2e/app.ts'
import { median } from './median.ts'
import { report } from './report.ts'

const [windowCount, panesEach, familyCount, familySize, remoteEach] = [5, 10, 20, 10, 2]
const starts = Number(process.env['BENCH_RUNS'] ?? 3)
const ready = '[data-testid="start-agent"]'
type Start = { readonly painted: number; readonly right: number; readonly requests: number }

const empty: Start[] = []
const full: Start[] = []
const machine = new TestMachine()
try {
  const page = await machine.start()
  await page.waitForSelector(ready)
  while (machine.read('data/service/service.json') === '') await page.waitForTimeout(50)
  for (let run = 0; run < starts; run += 1) {
    await machine.crash()
    empty.push(await start(0))
  }
  await machine.crash()
  const conversations = await makeFamilies()
  const windows = arrange(conversations)
  const write = (name: string, version: number, data: unknown): void =>
    writeFileSync(join(machine.dataDirectory, `${name}.json`), JSON.stringify({ version, data }))
  for (let run = 0; run < starts; run += 1) {
    write('conversations', storedConversations.version, conversations)
    write('windows', 2, windows)
    full.push(await start(conversations.length))
    await machine.crash()
  }
} finally {
  await machine.dispose()
}

const of = (all: readonly Start[], what: keyof Start): number => median(all.map((one) => one[what]))
const tell = (bench: string, what: keyof Start, unit: string): void => {
  const [value, yardstick] = [of(full, what), of(empty, what)]
  report({
    bench: `restore of ${familyCount * familySize} agents in ${windowCount} windows: ${bench}`,
    value: Math.round(value),
    unit,
    yardstick: `the same app with nothing: ${Math.round(yardstick)} ${unit}`,
    ratio: value / Math.max(yardstick, 1),
  })
}
tell('start to first paint', 'painted', 'ms')
tell('start to every agent as it is', 'right', 'ms')
tell('requests to the service', 'requests', 'requests')

/** Until a window can be used, and until so many agents more were restored. */
async function start(agents: number): Promise<Start> {
  const [before, asked] = [restored(), await requests()]
  const startedAt = performance.now()
  const untilRight = async (): Promise<{ readonly right: number; readonly requests: number }> => {
    while (restored() < before + agents) await new Promise((resolve) => setTimeout(resolve, 20))
    return { right: performance.now() - startedAt, requests: (await requests()) - asked }
  }
  // At that moment: a window may be painted later, when those with mail are being woken already.
  const restoring = agents > 0 ? untilRight() : null
  const page = await machine.start()
  await page.waitForSelector(ready)
  const painted = performance.now() - startedAt
  const { right, requests: made } = await (restoring ?? untilRight())
  return { painted, right, requests: made }
}

/** How many agents the app has told of as back, in its life so far. */
function restored(): number {
  return machine.readAll('data/activity').split('"kind":"restored"').length - 1
}

/** What the service has answered since it runs, but for what this benchmark asks itself. */
async function requests(): Promise<number> {
  const text = await machine.metrics()
  const lines = text.split('\n').filter((line) => line.startsWith('reveille_http_requests_total{'))
  return lines.reduce(
    (sum, line) => sum + (line.includes('/metrics') ? 0 : Number(line.split(' ').at(-1))),
    0,
  )
}

/** Runs that ended, or wait for a place that nobody serves; nothing of them works. */
async function makeFamilies(): Promise<readonly Conversation[]> {
  const all: Conversation[] = []
  for (let family = 0; family < familyCount; family += 1) {
    let root: Conversation | null = null
    for (let n = 0; n < familySize; n += 1) {
      const run = await makeRun(`agent ${family}.${n}`, root, n > 0 && n <= remoteEach)
      const one: Conversation = conversationOfRun(run, root?.id ?? null, mint(), {
        ...{ directory: machine.workDirectory, now: Date.now() },
      })
      all.push(one)
      root ??= one
    }
  }
  return all
}

async function makeRun(name: string, root: Conversation | null, isRemote: boolean): Promise<RunItem> {
  const { run_id } = await machine.ask('createRun', {
    body: {
      ...{ title: name, prompt: '', execution_location: isRemote ? 'REMOTE' : 'LOCAL' },
      ...(root === null ? {} : { parent_run_id: root.runId }),
      config: {
        ...{
          name,
          working_directory: machine.workDirectory,
          harness: { type: 'command' },
          command: ['true'],
        },
        ...(isRemote ? { place: 'nobody' as never } : {}),
      },
    },
  })
  const session_id = HarnessSessionId.parse(randomUUID())
  const signals = [
    { kind: 'turn-began' as const, session_id },
    { kind: 'turn-ended' as const, session_id, has_background_work: false },
  ]
  if (!isRemote)
    for (const signal of signals) await machine.ask('reportSignal', { params: { run_id }, body: { signal } })
  return machine.ask('getRun', { params: { run_id } })
}

function mint() {
  return {
    id: ConversationId.parse(randomUUID()),
    paneId: PaneId.parse(randomUUID()),
    terminalId: TerminalId.parse(randomUUID()),
    session: HarnessSessionId.parse(randomUUID()),
  }
}

/** The first fifty agents in five windows, each in a tab of two panes; the others hidden. */
function arrange(conversations: readonly Conversation[]) {
  const ids = Array.from({ length: windowCount }, () => WindowId.parse(randomUUID()))
  let all = oneWindow(ids[0] as WindowId) // there are five
  for (const id of ids.slice(1)) all = addWindow(all, id)
  for (const { id: conversationId, paneId, terminalId } of conversations)
    all = addPane(
      all,
      paneId,
      terminalId === null
        ? { kind: 'ambient', conversationId }
        : { kind: 'terminal', conversationId, terminalId },
    )
  for (const [index, windowId] of ids.entries()) {
    const panes = conversations.slice(index * panesEach, (index + 1) * panesEach).map(({ paneId }) => paneId)
    for (let n = 0; n < panes.length; n += 2) {
      const [left, right] = [panes[n] as PaneId, panes[n + 1] as PaneId] // an even number
      all = changeWindow(all, windowId, (layout) =>
        splitPane(openTab(layout, TabId.parse(randomUUID()), left), left, 'row', right),
      )
    }
  }
  return all
}
