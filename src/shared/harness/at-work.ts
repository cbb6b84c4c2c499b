import { z } from 'zod'
import { parseJson } from './json-line.ts'
import { describeToolCall } from './tool-subject.ts'

/** In the run's directory: the tool call that is carried out, for harnesses whose transcript tells of it only afterwards. */
export const atWorkFile = 'at-work.json'

const AtWork = z.object({
  tool_name: z.string(),
  tool_input: z.record(z.string(), z.unknown()).catch({}),
})

/** What such a file says; null when it was cut off itself. */
export function readAtWork(content: string): string | null {
  const parsed = AtWork.safeParse(parseJson(content))
  return parsed.success ? describeToolCall(parsed.data.tool_name, parsed.data.tool_input) : null
}
