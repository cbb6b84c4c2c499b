import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Takes minutes, at a low priority: begun last it would be waited for alone. */
const longest = 'wake-simulation.conformance.test.ts'

/** The order of the test files: Vitest's own, but the longest comes first. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return sorted.toSorted((one, other) => rank(one) - rank(other))
  }
}

const rank = ({ moduleId }: TestSpecification): number => (moduleId.endsWith(longest) ? 0 : 1)
