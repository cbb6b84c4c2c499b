/**
 * Fifty agents without a process, a letter for each at the same moment: from the first letter to each agent's own program,
 * a few at a time, in the real app. Against one wake of such an agent alone, so many times as there are rounds of them.
 */
import type { RunId } from '../src/shared/domain/ids.ts'
import { wakesAtOnceMax } from '../src/shared/limits.ts'
import { TestMachine } from '../e2e/app.ts'
import { median } from './median.ts'
import { quantile } from './quantile.ts'
import { report } from './report.ts'

const agents = 50
const alone = 5
const ledger = 'herd.txt'
const withinMs = 120_000

const machine = new TestMachine()
try {
  const page = await machine.start()
  await page.getByTestId('start-agent').first().waitFor()
  // It tells of its turn, at its start too; `%s%3N` is milliseconds.
  const turn = `echo "$REVEILLE_AGENT_NAME $(date +%s%3N)" >> '${machine.home}/${ledger}'`
  const begin = async (name: string): Promise<RunId> => {
    const started = await machine.ask('createRun', {
      body: {
        ...{ title: name, prompt: name, execution_location: 'LOCAL' },
        config: {
          ...{ name, harness: { type: 'command' }, working_directory: machine.workDirectory },
          command: ['sh', '-c', turn],
        },
      },
    })
    return started.run_id
  }
  /** Asked of the service: a long list is not drawn whole. */
  const allAsleep = (): Promise<void> =>
    until(
      async () =>
        (await machine.ask('listRuns', { query: { limit: 100, state: ['SUCCEEDED'] } })).runs.length,
      agents,
    )
  const ids: RunId[] = []
  for (let index = 0; index < agents; index += 1) ids.push(await begin(`agent-${index}`))
  await allAsleep()
  const send = (run: RunId): Promise<unknown> =>
    machine.ask('sendMessages', { body: { to: [run], subject: 'herd', body: 'go on' } })

  const single: number[] = []
  for (const run of ids.slice(0, alone)) {
    const before = turns().length
    const sentAt = Date.now()
    await send(run)
    await until(() => turns().length, before + 1)
    single.push((turns().at(-1)?.at ?? Number.NaN) - sentAt)
    await allAsleep()
  }

  const before = turns().length
  const sentAt = Date.now()
  await Promise.all(ids.map(send))
  await until(() => turns().length, before + agents)
  await allAsleep()
  const herd = turns().slice(before)
  const twice = herd.length - new Set(herd.map(({ name }) => name)).size
  const missed = agents - new Set(herd.map(({ name }) => name)).size
  const rounds = agents / wakesAtOnceMax
  const yard = rounds * median(single)
  const about = `${rounds.toFixed(1)} times one wake alone (${median(single)} ms), ${wakesAtOnceMax} at a time; missed ${missed}, twice ${twice}`
  const waited = herd.map(({ at }) => at - sentAt)
  for (const part of [0.5, 0.95]) {
    const value = quantile(waited, part)
    const bench = `wake-herd of ${agents}, p${part * 100}`
    report({ bench, value, unit: 'ms', yardstick: about, ratio: value / yard })
  }
} finally {
  await machine.dispose()
}

function turns(): { name: string; at: number }[] {
  const lines = machine.read(ledger).split('\n').filter(Boolean)
  return lines.map((line) => {
    const [name = '', at] = line.split(' ')
    return { name, at: Number(at) }
  })
}

async function until(count: () => number | Promise<number>, wanted: number): Promise<void> {
  const deadline = Date.now() + withinMs
  while ((await count()) < wanted) {
    if (Date.now() > deadline) throw new Error(`${await count()} of ${wanted} after ${withinMs} ms`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
