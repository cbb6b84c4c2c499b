import { expect, test as base } from '@playwright/test'
import { writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import type { Conversation } from '../src/shared/domain/conversation.ts'
import { playsLongStories, whyLeftOut } from '../src/testing/long-stories.ts'
import { startModelServer, type ModelServer } from '../src/testing/model-server/model-server.ts'
import { realAgents, type RealAgent } from '../src/testing/real-agents.ts'
import { TestMachine } from './app.ts'

/** A machine of a test's own on which this agent CLI is set up, talking to the model. */
export function machineWith(agent: RealAgent, model: ModelServer): TestMachine {
  const home = TestMachine.newHome()
  const { PATH = '', ...environment } = agent.environment(home, model.url)
  const path = `${dirname(agent.program ?? '')}${delimiter}${PATH}`
  const machine = new TestMachine({ ...environment, PATH: path }, home)
  agent.setUp(home, [machine.workDirectory], model.url)
  return machine
}

/** Leaves stories out where there is no such agent CLI, and says why: Playwright's own list does not. */
export function needAgent({ harness, program, why }: RealAgent): void {
  if (program === null) process.stdout.write(`stories with the real ${harness.name} are left out, ${why}\n`)
  test.skip(program === null, why)
}

export const needClaude = (): void => needAgent(realAgents.claude)

/** Leaves a story of minutes out where nobody asked for those, and says so. */
export function needTime(story: string): void {
  if (!playsLongStories) process.stdout.write(`${story} is left out, ${whyLeftOut}\n`)
  test.skip(!playsLongStories, whyLeftOut)
}

/** What the app has on disk of an agent, changed while the app is away. */
export function changeStored(
  machine: TestMachine,
  name: string,
  change: (one: Conversation) => Conversation,
): void {
  const stored = JSON.parse(machine.read('data/conversations.json'))
  const data = stored.data.map((one: Conversation) => (one.name === name ? change(one) : one))
  writeFileSync(join(machine.dataDirectory, 'conversations.json'), JSON.stringify({ ...stored, data }))
}

type Fixtures = {
  /** A machine without any agent CLI. */
  readonly machine: TestMachine
  readonly model: ModelServer
  /** A machine on which Claude Code is set up, talking to `model`. */
  readonly claudeMachine: TestMachine
}

/** Tests that get a machine of their own; afterwards nothing of it may be left. */
export const test = base.extend<Fixtures>({
  machine: async ({ browserName: _any }, use) => {
    const machine = new TestMachine()
    await use(machine)
    expect(await machine.dispose(), 'processes left behind').toEqual([])
  },
  model: async ({ browserName: _any }, use) => {
    const model = await startModelServer({ port: 0 })
    await use(model)
    await model.close()
  },
  claudeMachine: async ({ model }, use) => {
    const machine = machineWith(realAgents.claude, model)
    await use(machine)
    expect(await machine.dispose(), 'processes left behind').toEqual([])
  },
})
