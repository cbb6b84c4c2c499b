import { z } from 'zod'
import type { HarnessSessionId } from '../domain/ids.ts'
import type { HarnessSignal } from '../domain/signal.ts'
import { failureClassOf } from './claude-failures.ts'
import type { SessionFacts, SessionPlace } from './harness.ts'
import { parseJson } from './json-line.ts'
import { joinPath } from './paths.ts'
import { describeToolCall } from './tool-subject.ts'

/** `$CODEX_HOME/sessions/YYYY/MM/DD/rollout-<time>-<session>.jsonl`; it exists once the first turn began. */
export function codexSessionPlace(facts: SessionFacts): SessionPlace {
  const home = facts.configDirectory ?? joinPath(facts.platform, facts.home, '.codex')
  const directory = joinPath(facts.platform, home, 'sessions')
  return { kind: 'below', directory, ending: `-${facts.session}.jsonl`, depth: 3 }
}

const FirstLine = z.object({ payload: z.object({ timestamp: z.string() }) })

/** Codex finds a session by the id in its file's name, in any folder of a day; the time is that of its beginning. */
export function codexSessionHome(facts: SessionFacts, firstLine: string): string {
  const home = facts.configDirectory ?? joinPath(facts.platform, facts.home, '.codex')
  const parsed = FirstLine.safeParse(parseJson(firstLine))
  const told = parsed.success
    ? /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)/.exec(parsed.data.payload.timestamp)
    : null
  const [, year = '2000', month = '01', day = '01', ...clock] = told ?? []
  const time = clock.length === 3 ? clock.join('-') : '00-00-00'
  const name = `rollout-${year}-${month}-${day}T${time}-${facts.session}.jsonl`
  return ['sessions', year, month, day, name].reduce(
    (path, part) => joinPath(facts.platform, path, part),
    home,
  )
}

const Failure = z.object({
  message: z.string().catch('the turn failed'),
  codex_error_info: z.unknown().optional(),
})
const Line = z.object({
  type: z.literal('event_msg'),
  payload: z.discriminatedUnion('type', [
    z.object({ type: z.literal('task_complete'), error: Failure.nullish() }),
    z.object({ type: z.literal('turn_aborted'), reason: z.string().catch('interrupted') }),
  ]),
})

/** What no hook tells (0.169.0): a turn that failed, with its class, and one that a person broke off. */
export function readCodexTranscriptLine(line: string, session: HarnessSessionId): HarnessSignal | null {
  if (!/"(task_complete|turn_aborted)"/.test(line)) return null // most lines are long, and neither
  const parsed = Line.safeParse(parseJson(line))
  if (!parsed.success) return null
  const { payload } = parsed.data
  if (payload.type === 'turn_aborted')
    return payload.reason === 'interrupted' ? { kind: 'interrupted', session_id: session } : null
  if (!payload.error) return null
  const { message, codex_error_info: info } = payload.error
  const failure = failureOf(info) ?? failureClassOf(message) ?? 'crash'
  return { kind: 'failed', session_id: session, failure, message: message.slice(0, 4_000) }
}

const Call = z.object({
  type: z.literal('response_item'),
  payload: z.looseObject({
    type: z.string(),
    call_id: z.string(),
    name: z.string().catch('a tool'),
    arguments: z.string().catch(''),
    input: z.string().catch(''),
  }),
})

/** A call and its output are items of the rollout, joined by the call's id. */
export function readCodexOpenCall(lines: readonly string[]): string | null {
  const open = new Map<string, string>()
  for (const line of lines) {
    if (line.includes('"task_started"')) open.clear() // what an earlier turn left open was cut off before
    if (!line.includes('"call_id"')) continue
    const parsed = Call.safeParse(parseJson(line))
    if (!parsed.success) continue
    const { type, call_id: id, name, arguments: given, input } = parsed.data.payload
    if (type.endsWith('_output')) open.delete(id)
    else if (type.endsWith('_call'))
      open.set(id, describeToolCall(name, Given.parse(parseJson(given) ?? { command: input })))
  }
  return [...open.values()].at(-1) ?? null
}
const Given = z.record(z.string(), z.unknown()).catch({})

type Failed = Extract<HarnessSignal, { kind: 'failed' }>['failure']

const failureNames: Readonly<Record<string, Failed>> = {
  usage_limit_exceeded: 'rate-limit',
  server_overloaded: 'rate-limit',
  context_window_exceeded: 'context',
  unauthorized: 'auth',
  bad_request: 'setup',
  sandbox_error: 'setup',
}

/** The class that Codex itself names: a word, or a word around the status of a request. */
function failureOf(info: unknown): Failed | null {
  if (typeof info === 'string') return failureNames[info] ?? null
  const status = /"http_status_code":(\d+)/.exec(JSON.stringify(info ?? null))?.[1]
  if (status === '401' || status === '403') return 'auth'
  if (status === '402') return 'billing'
  return status === '429' || status === '529' ? 'rate-limit' : null
}
