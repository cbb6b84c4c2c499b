import { HarnessHealth } from '../../shared/contract/app-harnesses.ts'

const harness = (told: Partial<HarnessHealth>): HarnessHealth =>
  HarnessHealth.parse({
    ...{ isAvailable: true, version: null, problem: null, canRunRemote: true },
    ...{ signIn: 'unknown', signInRemedy: '', ...told },
  })

/** One that is ready, one that wants a sign-in, one that is not installed, and any program. */
export const fakeHarnesses: HarnessHealth[] = [
  harness({ name: 'claude', displayName: 'Claude Code', version: '2.1.4', signIn: 'signed-in' }),
  harness({
    ...{ name: 'codex', displayName: 'Codex', version: '0.61.0', canRunRemote: false },
    ...{ signIn: 'signed-out', signInRemedy: 'run `codex login`' },
  }),
  harness({
    ...{ name: 'gemini', displayName: 'Gemini CLI', isAvailable: false },
    problem: 'gemini is not on the PATH',
  }),
  harness({ name: 'command', displayName: 'Command' }),
]
