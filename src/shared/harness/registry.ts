import { isKnownHarness, normalizeHarnessName, type KnownHarness } from '../domain/harness-name.ts'
import { claudeHarness } from './claude.ts'
import { commandHarness } from './command.ts'
import { codexHarness } from './codex.ts'
import { geminiHarness } from './gemini.ts'
import type { Harness } from './harness.ts'
import { openCodeHarness } from './opencode.ts'

const byName: Readonly<Record<KnownHarness, Harness>> = {
  claude: claudeHarness,
  codex: codexHarness,
  gemini: geminiHarness,
  opencode: openCodeHarness,
  command: commandHarness,
}

/** Every harness this build can run. */
export const harnesses: readonly Harness[] = Object.values(byName)

/** The harness of that name, however it is spelled; null for one that this build does not know and never runs. */
export function harnessNamed(name: string): Harness | null {
  const spelled = normalizeHarnessName(name)
  return isKnownHarness(spelled) ? byName[spelled] : null
}
