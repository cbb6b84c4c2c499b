import { retriesBeforeTold, retryWaitBeforeToldMs } from '../limits.ts'

/** What the plugin of one run is told; written into its file. */
export type OpenCodePluginSettings = {
  /** Program and leading arguments of `reveille hook opencode`. */
  readonly hook: readonly string[]
  /** The session that is resumed; null for a fresh one. */
  readonly session: string | null
  /** The prompt of a resume, which OpenCode's own argument does not take (1.18.33). */
  readonly prompt: string | null
  /** The prompt of a wake. */
  readonly wakePrompt: string
  /** Scripts that wait for a wake and for an answer; null where nobody wakes. */
  readonly wakeWaiter: string | null
  readonly answerWaiter: string | null
  /** What it is at is kept here, for whoever must say what it was cut off at. */
  readonly atWork: string
}

/** What is used of OpenCode's own client. */
type Client = {
  readonly session: {
    readonly get: (options: object) => Promise<{ readonly data?: { readonly parentID?: string } }>
    readonly promptAsync: (options: object) => Promise<{ readonly error?: unknown }>
  }
  readonly _client: { readonly post: (options: object) => Promise<unknown> }
}

/** What it needs of the platform. */
export type OpenCodePluginParts = {
  /** Runs a program to its end and answers what it printed, on stdout and on stderr. */
  readonly run: (
    argv: readonly string[],
    input: string,
  ) => Promise<{ readonly out: string; readonly err: string }>
  /** Writes a file; removes it without content. Never throws. */
  readonly keep: (file: string, content: string | null) => void
  /** When a failure that is tried again is worth telling. */
  readonly retries: {
    readonly triesBeforeTold: number
    readonly waitBeforeToldMs: number
    readonly now: () => number
  }
  /** Does it when what runs now is over. */
  readonly later: (work: () => void) => void
}

type Fields = Readonly<Record<string, any>> // oxlint-disable-line no-explicit-any -- OpenCode's events: each field is checked where it is used
type Output = { parts?: object[]; output?: string; content?: unknown; env?: Record<string, string> }

/**
 * The plugin that OpenCode 1.18.33 loads for a run: tells its turns, puts the mailbox into its context, begins a turn when
 * a line arrives in the run's pipe (whatever a person has typed stays), and hands it answers to its permissions. Its text
 * is written into a file (`openCodePluginSource`), so it may use nothing but its arguments.
 */
export function openCodePlugin(client: Client, settings: OpenCodePluginSettings, parts: OpenCodePluginParts) {
  let session = settings.session
  let turn: { error: Fields | null; said: string; isRetrying: boolean; isFailing: boolean } | null = null
  let isContinuing = false
  let isWaiting = false
  let told = Promise.resolve('')
  const rootOf = new Map<string, boolean>()

  /** One after the other: what happened first is told first. Answers what goes into the context. */
  const tell = (event: string, fields: object = {}): Promise<string> => {
    const input = JSON.stringify({ session_id: session, ...fields })
    told = told
      .then(async () => (await parts.run([...settings.hook, event], input)).out.trim())
      .catch(() => '')
    return told
  }
  /** A subagent has a session of its own, and is no session of ours. */
  const isRoot = async (id: string): Promise<boolean> => {
    const known = rootOf.get(id)
    if (known !== undefined) return known
    const found = await client.session.get({ path: { id } }).catch(() => null)
    const is = !found?.data?.parentID
    rootOf.set(id, is)
    return is
  }
  const begin = (text: string): Promise<unknown> =>
    client.session.promptAsync({ path: { id: session }, body: { parts: [{ type: 'text', text }] } })
  const waitForWake = async (): Promise<void> => {
    if (settings.wakeWaiter === null || isWaiting) return
    isWaiting = true
    const { err } = await parts.run([settings.wakeWaiter], '').catch(() => ({ err: '' }))
    isWaiting = false
    if (err.trim() === '') return // replaced by another waiter, or ended with its session
    if (turn === null) await begin(settings.wakePrompt)
    void waitForWake() // while it works the mail goes in at its next boundary
  }
  const ask = async (id: string, fields: object): Promise<void> => {
    await tell('ask', fields)
    if (settings.answerWaiter === null) return
    const { out } = await parts.run([settings.answerWaiter], '')
    if (out.trim() === '') return // answered in the pane
    const headers = { 'Content-Type': 'application/json' }
    await client._client.post({ url: `/permission/${id}/reply`, body: JSON.parse(out), headers })
  }
  const end = async (): Promise<void> => {
    const ended = turn
    if (ended === null) return // told already: a failure is followed by two of these
    turn = null
    parts.keep(settings.atWork, null)
    const { error } = ended
    // Broken off while it waits for its next try it says nothing.
    if (ended.isRetrying || error?.['name'] === 'MessageAbortedError') return void (await tell('interrupted'))
    if (error) {
      const { name = '', data = {} } = error
      const { message = '', statusCode: status } = data
      return void (await tell('failed', { error: { name, message, status } }))
    }
    const isLast = settings.wakeWaiter === null
    const mail = await tell('idle', { summary: ended.said, is_last: isLast })
    if (mail === '') return
    isContinuing = true
    await begin(mail)
  }
  /** It tries again for ever: a limit that lasts, or a failure that repeats, is told, and that it went on after all. */
  const onStatus = async (status: Fields): Promise<void> => {
    if (turn === null) return
    turn.isRetrying = status['type'] === 'retry'
    if (!turn.isRetrying || turn.isFailing) return
    const { attempt, message = '', next } = status
    const { triesBeforeTold, waitBeforeToldMs, now } = parts.retries
    if (attempt < triesBeforeTold && next - now() < waitBeforeToldMs) return
    turn.isFailing = true
    await tell('failed', { error: { name: '', message, resets_at: next } })
  }
  const goOn = async (): Promise<void> => {
    if (turn?.isFailing !== true) return
    turn.isFailing = false
    await tell('prompt', { is_continuation: true })
  }
  const onEvent = async (type: string, fields: Fields): Promise<void> => {
    switch (type) {
      case 'session.created':
        rootOf.set(fields['info'].id, !fields['info'].parentID)
        return
      case 'permission.asked': {
        const { id, permission, patterns = [], metadata = {} } = fields
        const subject =
          metadata.command ?? metadata.filepath ?? metadata.filePath ?? metadata.url ?? patterns[0] ?? ''
        return ask(id, { kind: 'permission', tool: String(permission), subject: String(subject) })
      }
      case 'question.asked': {
        const subject = fields['questions']?.[0]?.question ?? ''
        return void (await tell('ask', { kind: 'question', tool: 'question', subject: String(subject) }))
      }
      case 'permission.replied':
      case 'question.replied':
      case 'question.rejected':
        return void (await tell('answered'))
      case 'session.status':
        if (fields['sessionID'] === session) await onStatus(fields['status'])
        return
      case 'session.error':
        if (turn !== null && fields['sessionID'] === session) turn.error = fields['error'] ?? {}
        return
      case 'session.idle':
        if (fields['sessionID'] === session) await end()
        return
    }
  }
  if (settings.session !== null) void waitForWake()
  if (settings.prompt !== null) {
    const { prompt } = settings
    parts.later(() => void begin(prompt)) // it cannot be asked anything before this function has returned
  }
  return {
    event: ({ event }: { event: { type: string; properties: Fields } }) => {
      void onEvent(event.type, event.properties ?? {}).catch(() => {})
    },
    'chat.message': async (input: { sessionID: string }, output: Output) => {
      if (!(await isRoot(input.sessionID))) return
      if (session !== input.sessionID) {
        session = input.sessionID
        await tell('session')
      }
      const isContinuation = isContinuing
      isContinuing = false
      turn = { error: null, said: '', isRetrying: false, isFailing: false }
      const mail = await tell('prompt', { is_continuation: isContinuation })
      void waitForWake()
      const last = output.parts?.at(-1) as { id: string; messageID: string; sessionID: string } | undefined // OpenCode's own shape
      if (mail === '' || !last) return
      // Parts are kept in the order of their ids.
      const id = `${last.id.slice(0, 16)}zz${last.id.slice(18)}`
      const { messageID, sessionID } = last
      output.parts?.push({ id, messageID, sessionID, type: 'text', text: mail, synthetic: true })
    },
    'tool.execute.before': async (input: { tool: string; sessionID: string }, { args }: { args: Fields }) => {
      if (input.sessionID !== session) return
      await goOn()
      parts.keep(settings.atWork, JSON.stringify({ tool_name: input.tool, tool_input: args }))
    },
    'tool.execute.after': async (input: { sessionID: string }, output: Output) => {
      if (input.sessionID !== session) return
      parts.keep(settings.atWork, null)
      const mail = await tell('tool')
      if (mail === '') return
      if (Array.isArray(output.content)) output.content.push({ type: 'text', text: mail })
      else output.output = `${output.output ?? ''}\n\n${mail}`
    },
    'experimental.text.complete': async (input: { sessionID: string }, { text }: { text: string }) => {
      if (turn === null || input.sessionID !== session) return
      turn.said = text
      await goOn()
    },
    // An OpenCode that the agent itself starts in its shell is not this run.
    'shell.env': async (_input: object, output: Output) => {
      if (output.env) output.env['OPENCODE_CONFIG_CONTENT'] = ''
    },
    dispose: async () => {
      if (session !== null) await tell('end')
    },
  }
}

/** The file that OpenCode loads: the plugin's own text, its settings, and what it needs of the platform. */
export const openCodePluginSource = (
  settings: OpenCodePluginSettings,
): string => `import { spawn } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'

const run = ([program, ...args], input) =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] })
    let out = ''
    let err = ''
    child.stdout.on('data', (bytes) => (out += bytes))
    child.stderr.on('data', (bytes) => (err += bytes))
    child.stdin.on('error', () => {})
    child.stdin.end(input)
    child.once('error', reject)
    child.once('close', () => resolve({ out, err }))
  })
const keep = (file, content) => {
  try {
    if (content === null) rmSync(file, { force: true })
    else writeFileSync(file, content, { mode: 0o600 })
  } catch {}
}
const settings = ${JSON.stringify(settings, null, 2)}
let isLoaded = false
// Its name here is the one of the source; a build gives it another.
const openCodePlugin = ${openCodePlugin.toString()}

export const Reveille = async ({ client }) => {
  // Another directory of the same process gets an instance of its own: it is not the run.
  if (isLoaded) return {}
  isLoaded = true
  const retries = { triesBeforeTold: ${retriesBeforeTold}, waitBeforeToldMs: ${retryWaitBeforeToldMs}, now: Date.now }
  return openCodePlugin(client, settings, { run, keep, retries, later: (work) => setTimeout(work, 0) })
}
`
