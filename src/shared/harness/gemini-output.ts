import { z } from 'zod'
import { HarnessSessionId } from '../domain/ids.ts'
import type { HeadlessReader, HeadlessReading } from './harness.ts'
import { parseJson } from './json-line.ts'
import { dim, red, resultLine, toolLine, toTerminal } from './terminal-text.ts'
import { toolSubject } from './tool-subject.ts'

const text = z.string().catch('')
/** A line of `--output-format stream-json` (0.61.0); lines of other types read as nothing. */
const Line = z.looseObject({
  type: z.string(),
  session_id: HarnessSessionId.nullable().catch(null),
  model: text,
  role: text,
  content: text,
  tool_name: text,
  parameters: z.record(z.string(), z.unknown()).catch({}),
  output: text,
  status: text,
  message: text,
  error: z.looseObject({ message: z.string() }).nullable().catch(null),
})

/** Reads the lines of one headless turn. A text comes in pieces; the last one is what the turn came to. */
export function geminiReader(): HeadlessReader {
  let said = ''
  return (line) => {
    const reading = readLine(line)
    if (reading === null) return { text: '', session: null, result: null }
    if ('piece' in reading) {
      said += reading.piece
      return { text: toTerminal(reading.piece), session: null, result: { isError: false, summary: said } }
    }
    const isBehindText = said !== ''
    said = ''
    return isBehindText ? { ...reading, text: `\r\n${reading.text}` } : reading
  }
}

function readLine(line: string): HeadlessReading | { readonly piece: string } | null {
  const nothing: HeadlessReading = { text: '', session: null, result: null }
  if (line.trim() === '') return null
  const parsed = Line.safeParse(parseJson(line))
  if (!parsed.success) return { ...nothing, text: `${toTerminal(line)}\r\n` }
  const { type, session_id: session, error, parameters } = parsed.data
  switch (type) {
    case 'init':
      return { ...nothing, session, text: `${dim(`Gemini CLI, ${parsed.data.model}`)}\r\n` }
    case 'message':
      return parsed.data.role === 'assistant' ? { piece: parsed.data.content } : null
    case 'tool_use': {
      const subject = toolSubject(parameters) ?? JSON.stringify(parameters)
      return { ...nothing, text: toolLine(parsed.data.tool_name, subject) }
    }
    case 'tool_result': {
      const isError = parsed.data.status === 'error'
      return { ...nothing, text: resultLine(error?.message ?? parsed.data.output, isError) }
    }
    case 'error':
      return { ...nothing, text: `${red(toTerminal(parsed.data.message))}\r\n` }
    case 'result': {
      if (parsed.data.status !== 'error') return nothing
      return { ...nothing, result: { isError: true, summary: error?.message ?? 'the turn failed' } }
    }
    default:
      return null
  }
}
