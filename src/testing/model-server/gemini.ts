import { z } from 'zod'
import type { Dialect, DialectRequest } from './dialect.ts'
import { splitMail, type ScriptEntry, type ScriptStep } from './script.ts'

const Part = z.looseObject({
  text: z.string().optional(),
  functionCall: z.unknown().optional(),
  functionResponse: z.looseObject({ response: z.unknown() }).optional(),
})
const Request = z.looseObject({
  contents: z.array(z.looseObject({ role: z.string().default('user'), parts: z.array(Part).default([]) })),
  tools: z.array(z.unknown()).default([]),
  generationConfig: z.looseObject({ responseMimeType: z.string().optional() }).optional(),
})

/** Gemini's `generateContent`, as Gemini CLI 0.61.0 speaks it: the kind of answer stands in the path. */
export const gemini: Dialect = {
  matches: (path) => /\/models\/[^:]+:(streamGenerateContent|generateContent)$/.test(path),
  read: (body, path) => {
    const parsed = Request.safeParse(body)
    if (!parsed.success) return null
    const { contents, tools, generationConfig } = parsed.data
    const isJson = generationConfig?.responseMimeType === 'application/json'
    const side =
      isJson || tools.length === 0
        ? ({ kind: 'text', text: isJson ? choice : 'Scripted title' } as const)
        : null
    const entries = contents.flatMap(({ role, parts }) => parts.flatMap((part) => entriesOf(role, part)))
    const model = /\/models\/([^:]+):/.exec(path)?.[1] ?? ''
    return { model, isStream: path.endsWith(':streamGenerateContent'), entries, side, body }
  },
  shell: (command) => ({ name: 'run_shell_command', input: { command, description: 'scripted' } }),
  whole: (id, request, step) => JSON.stringify(answerOf(id, request, step)),
  streamed: (id, request, step) => [`data: ${JSON.stringify(answerOf(id, request, step))}\n\n`],
  error: (status) =>
    JSON.stringify({
      error: {
        ...{ code: status, message: `scripted ${status}`, status: statusNames[status] ?? 'INTERNAL' },
        // What Gemini CLI takes for an exhausted day, and not for a moment's crowd.
        ...(status === 429
          ? { details: [{ '@type': quotaFailure, violations: [{ quotaId: 'PerDay' }] }] }
          : {}),
      },
    }),
}
const quotaFailure = 'type.googleapis.com/google.rpc.QuotaFailure'

const statusNames: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  429: 'RESOURCE_EXHAUSTED',
}

/** What the router beside the conversation is asked for. */
const choice = JSON.stringify({
  ...{ model_choice: 'flash', reasoning: 'scripted', complexity_score: 1, complexity_reasoning: 'scripted' },
})

function entriesOf(role: string, part: z.infer<typeof Part>): ScriptEntry[] {
  if (part.functionCall !== undefined) return [{ kind: 'tool-call' }]
  if (part.functionResponse !== undefined) {
    const [printed, mail] = splitMail(outputOf(part.functionResponse.response))
    const isMail = mail !== ''
    return [
      { kind: 'tool-result', text: wordsOf(printed) },
      ...(isMail ? [{ kind: 'context', text: mail } as const] : []),
    ]
  }
  if (part.text === undefined) return []
  if (role === 'model') return [{ kind: 'assistant-text' }]
  const isSetting = /^(<session_context>|This is the Gemini CLI|<hook_context>)/.test(part.text.trim())
  return [{ kind: isSetting ? 'context' : 'user-text', text: part.text }]
}

const Response = z.looseObject({ output: z.string().default('') })
function outputOf(response: unknown): string {
  const parsed = Response.safeParse(response)
  return parsed.success ? parsed.data.output : JSON.stringify(response)
}

/** Gemini CLI puts what a command printed between other words, and a hook's context behind it. */
const wordsOf = (output: string): string =>
  (
    /Output: ([\s\S]*?)(?:\n(?:Error|Exit Code|Process Group PGID|Background PIDs):|$)/.exec(output)?.[1] ??
    output.replace(/^<untrusted_context>\n|\n<\/untrusted_context>[\s\S]*$/g, '')
  ).trimEnd()

const answerOf = (id: string, { model }: DialectRequest, step: ScriptStep) => ({
  candidates: [
    {
      index: 0,
      content: {
        role: 'model',
        parts:
          step.kind === 'text'
            ? [{ text: step.text }]
            : [{ functionCall: { name: step.name, args: step.input } }],
      },
      finishReason: 'STOP',
    },
  ],
  usageMetadata: { promptTokenCount: 12, candidatesTokenCount: 5, totalTokenCount: 17 },
  ...{ modelVersion: model, responseId: id },
})
