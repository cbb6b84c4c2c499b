import { expect, test as base } from '@playwright/test'
import { delimiter, dirname } from 'node:path'
import { startModelServer, type ModelServer } from '../src/testing/model-server/model-server.ts'
import { claudeEnvironment, claudeHome, realClaude, whyNoClaude } from '../src/testing/real-claude.ts'
import { TestMachine } from './app.ts'

/** Leaves a file's stories out where there is no Claude Code, and says why: Playwright's own list does not. */
export function needClaude(): void {
  if (realClaude === null)
    process.stdout.write(`stories with the real Claude Code are left out, ${whyNoClaude}\n`)
  test.skip(realClaude === null, whyNoClaude)
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
    const { HOME: _ours, PATH = '', ...rest } = claudeEnvironment('', model.url)
    const machine = new TestMachine({ ...rest, PATH: `${dirname(realClaude ?? '')}${delimiter}${PATH}` })
    claudeHome(machine.home, [machine.workDirectory])
    await use(machine)
    expect(await machine.dispose(), 'processes left behind').toEqual([])
  },
})
