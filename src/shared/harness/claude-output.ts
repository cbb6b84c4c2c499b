import { z } from 'zod'
import { HarnessSessionId } from '../domain/ids.ts'
import type { HeadlessReading } from './harness.ts'
import { parseJson } from './json-line.ts'
import { dim, red, resultLine, toolLine, toTerminal } from './terminal-text.ts'
import { toolSubject } from './tool-subject.ts'

const Block = z.object({
  type: z.string(),
  text: z.string().optional().catch(undefined),
  name: z.string().optional().catch(undefined),
  input: z.record(z.string(), z.unknown()).catch({}),
  content: z.unknown().optional(),
  is_error: z.boolean().optional().catch(undefined),
})
type Block = z.infer<typeof Block>

/** A line of `--output-format stream-json` (2.1.330); lines of other types read as nothing. */
const Line = z.object({
  type: z.string(),
  subtype: z.string().optional().catch(undefined),
  session_id: HarnessSessionId.nullable().catch(null),
  model: z.string().optional().catch(undefined),
  message: z
    .object({ content: z.union([z.string(), z.array(z.unknown())]).catch([]) })
    .optional()
    .catch(undefined),
  is_error: z.boolean().optional().catch(undefined),
  result: z.string().optional().catch(undefined),
  errors: z.array(z.string()).optional().catch(undefined),
})

/** One line of a headless turn as terminal text. What is no JSON is shown as it is; unknown lines show nothing. */
export function readClaudeLine(line: string): HeadlessReading {
  const nothing: HeadlessReading = { text: '', session: null, result: null }
  if (line.trim() === '') return nothing
  const parsed = Line.safeParse(parseJson(line))
  if (!parsed.success) return { ...nothing, text: `${toTerminal(line)}\r\n` }
  const { type, subtype, session_id: session, message } = parsed.data
  switch (type) {
    case 'system':
      if (subtype !== 'init') return { ...nothing, session }
      return {
        ...nothing,
        session,
        text: `${dim(`Claude Code, ${parsed.data.model ?? 'unknown model'}`)}\r\n`,
      }
    case 'assistant':
    case 'user':
      return { ...nothing, session, text: blocksOf(message?.content).map(renderBlock).join('') }
    case 'result': {
      const isError = parsed.data.is_error ?? subtype !== 'success'
      const summary = parsed.data.result ?? parsed.data.errors?.join('; ') ?? subtype ?? 'no result'
      return { session, text: isError ? `${red(toTerminal(summary))}\r\n` : '', result: { isError, summary } }
    }
    default:
      return { ...nothing, session }
  }
}

const blocksOf = (content: string | readonly unknown[] | undefined): readonly Block[] =>
  Array.isArray(content)
    ? content.flatMap((block: unknown) => {
        const parsed = Block.safeParse(block)
        return parsed.success ? [parsed.data] : []
      })
    : []

function renderBlock(block: Block): string {
  switch (block.type) {
    case 'text':
      return `${toTerminal(block.text ?? '')}\r\n`
    case 'tool_use':
      return toolLine(block.name ?? 'tool', toolSubject(block.input) ?? JSON.stringify(block.input))
    case 'tool_result':
      return resultLine(textOf(block.content), block.is_error ?? false)
    default:
      return ''
  }
}

const textOf = (content: unknown): string => {
  if (typeof content === 'string') return content
  return blocksOf(Array.isArray(content) ? content : [])
    .map((block) => block.text ?? '')
    .join('\n')
}
