import { promptArgumentCharsMax } from '../limits.ts'
import type { LaunchFacts, SeedFile } from './harness.ts'
import { joinPath } from './paths.ts'

/** The prompt as one argument; one that no argument list carries goes into a file in the run's directory. */
export function promptArgument(facts: LaunchFacts): {
  readonly argument: string
  readonly seeds: readonly SeedFile[]
} {
  const prompt = facts.prompt.replaceAll('\0', '') // no argument can hold one
  if (prompt.length <= promptArgumentCharsMax) return { argument: prompt, seeds: [] }
  const path = joinPath(facts.platform, facts.runDirectory, 'prompt.md')
  return {
    argument: `Your task is too long for a command line; it stands in the file ${path}. Read all of it, then do it.`,
    seeds: [{ path, content: prompt, mode: 0o600 }],
  }
}

/** A headless turn refuses to start without a prompt. */
export const headlessPrompt = (facts: LaunchFacts): LaunchFacts => ({
  ...facts,
  prompt: facts.prompt.trim() === '' ? 'Begin. What you have to do stands in your context.' : facts.prompt,
})
