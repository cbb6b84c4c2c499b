import { z } from 'zod'
import { HarnessSessionId } from '../domain/ids.ts'
import type { HeadlessReading } from './harness.ts'
import { parseJson } from './json-line.ts'
import { dim, red, resultLine, toolLine, toTerminal } from './terminal-text.ts'
import { toolSubject } from './tool-subject.ts'

const State = z.looseObject({
  status: z.string().catch(''),
  input: z.record(z.string(), z.unknown()).catch({}),
  output: z.string().catch(''),
  error: z.string().catch(''),
})
/** A line of `opencode run --format json` (1.18.33); lines of other types read as nothing. */
const Line = z.looseObject({
  type: z.string(),
  sessionID: HarnessSessionId.nullable().catch(null),
  part: z
    .looseObject({
      text: z.string().catch(''),
      tool: z.string().catch('tool'),
      state: State.nullable().catch(null),
    })
    .nullable()
    .catch(null),
  error: z
    .looseObject({
      name: z.string().catch('the turn failed'),
      data: z.looseObject({ message: z.string().optional() }).optional(),
    })
    .nullable()
    .catch(null),
})

/** One line of a headless turn as terminal text. What is no JSON is shown as it is. */
export function readOpenCodeLine(line: string): HeadlessReading {
  const nothing: HeadlessReading = { text: '', session: null, result: null }
  if (line.trim() === '') return nothing
  const parsed = Line.safeParse(parseJson(line))
  if (!parsed.success) return { ...nothing, text: `${toTerminal(line)}\r\n` }
  const { type, sessionID: session, part, error } = parsed.data
  switch (type) {
    case 'text': {
      const summary = part?.text ?? ''
      return { session, text: `${toTerminal(summary)}\r\n`, result: { isError: false, summary } }
    }
    case 'tool_use': {
      const state = part?.state ?? null
      const isError = state?.status === 'error'
      const shown = resultLine((isError ? state?.error : state?.output) ?? '', isError)
      const subject = toolSubject(state?.input ?? {}) ?? JSON.stringify(state?.input ?? {})
      return { session, result: null, text: toolLine(part?.tool ?? 'tool', subject) + shown }
    }
    case 'error': {
      const summary = error?.data?.message ?? error?.name ?? 'the turn failed'
      return { session, text: `${red(toTerminal(summary))}\r\n`, result: { isError: true, summary } }
    }
    case 'step_start':
      return { session, text: `${dim('OpenCode')}\r\n`, result: null }
    default:
      return { ...nothing, session }
  }
}
