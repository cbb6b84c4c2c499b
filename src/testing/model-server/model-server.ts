import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { anthropic } from './anthropic.ts'
import type { Dialect, DialectRequest } from './dialect.ts'
import { gemini } from './gemini.ts'
import { openAiChat } from './openai-chat.ts'
import { openAiResponses } from './openai-responses.ts'
import { mailIn, nextStep, type ScriptStep } from './script.ts'

/** One request of an agent, as tests look at it. */
export type ModelRequest = {
  readonly path: string
  /** `turn`: a step of a conversation. `side`: titles, counts, probes. */
  readonly kind: 'turn' | 'side'
  /** The harness session that asked, where the harness tells. */
  readonly session: string | null
  readonly userTexts: readonly string[]
  readonly toolResults: readonly string[]
  /** Ids of all mailbox messages that stand in the context, in order, as often as they stand there. */
  readonly mail: readonly string[]
  readonly body: unknown
}

/** How a turn is answered: by the script, with an error status, with a broken stream, or never. */
export type AnswerMode = 'script' | 'malformed' | 'silent' | { readonly status: number }

/** Holds back the answer of the first turn that matches. */
export type Gate = { readonly reached: Promise<ModelRequest>; readonly release: () => void }

type Match = (request: ModelRequest) => boolean

/** A model that does what the text says (see `nextStep`), on loopback, for real agent CLIs in tests. */
export class ModelServer {
  readonly url: string
  readonly requests: ModelRequest[] = []
  /** Asked for each turn. */
  mode: (request: ModelRequest) => AnswerMode = () => 'script'
  readonly #server: ReturnType<typeof createServer>
  #waiting: { match: Match; resolve: (request: ModelRequest) => void }[] = []
  #gates: { match: Match; reached: (request: ModelRequest) => void; opened: Promise<void> }[] = []
  #answers = 0

  private constructor(server: ReturnType<typeof createServer>) {
    this.#server = server
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}` // it listens on a port
    server.on('request', (request, response) => {
      this.#answer(request, response).catch((error: unknown) =>
        response.destroy(error instanceof Error ? error : undefined),
      )
    })
  }

  /** See `startModelServer`. */
  static start(options: { readonly port: number }): Promise<ModelServer> {
    const server = createServer()
    return new Promise((resolve, reject) => {
      server.once('error', reject)
      server.listen(options.port, '127.0.0.1', () => resolve(new ModelServer(server)))
    })
  }

  /** The first request that matches, of those that came and those that will. */
  request(match: Match): Promise<ModelRequest> {
    const found = this.requests.find(match)
    if (found) return Promise.resolve(found)
    return new Promise((resolve) => this.#waiting.push({ match, resolve }))
  }

  /** The conversation steps of a session. */
  turns(session?: string): ModelRequest[] {
    return this.requests.filter(
      (one) => one.kind === 'turn' && (session === undefined || one.session === session),
    )
  }

  hold(match: Match = () => true): Gate {
    const gate = { match, reached: (_request: ModelRequest): void => {}, opened: Promise.resolve() }
    let release = (): void => {}
    gate.opened = new Promise<void>((resolve) => (release = resolve))
    const reached = new Promise<ModelRequest>((resolve) => (gate.reached = resolve))
    this.#gates.push(gate)
    return { reached, release }
  }

  close(): Promise<void> {
    this.#server.closeAllConnections()
    return new Promise((resolve) => this.#server.close(() => resolve()))
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer) // no encoding is set: always buffers
    const path = (request.url ?? '/').split('?')[0] ?? '/'
    if (request.method === 'HEAD') return void response.writeHead(200).end()
    if (path.endsWith('/count_tokens')) return sendJson(response, 200, '{"input_tokens":10}')
    if (path.endsWith(':countTokens')) return sendJson(response, 200, '{"totalTokens":10}')
    const dialect = dialects.find((one) => one.matches(path))
    const asked = dialect?.read(parseJson(Buffer.concat(chunks)), path) ?? null
    if (!dialect || !asked) return sendJson(response, 404, anthropic.error(404))
    const recorded = record(path, sessionOf(request), asked)
    this.#remember(recorded)
    if (recorded.kind === 'turn') await this.#pass(recorded)
    const mode = recorded.kind === 'turn' ? this.mode(recorded) : 'script'
    if (mode === 'silent') return
    if (typeof mode === 'object') return sendJson(response, mode.status, dialect.error(mode.status))
    const step = asked.side ?? inWordsOf(dialect, nextStep(asked.entries, shellTool))
    const id = `scripted${++this.#answers}`
    if (!asked.isStream) return sendJson(response, 200, dialect.whole(id, asked, step))
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' })
    if (mode === 'malformed') return void response.end('event: message_start\ndata: {"type":"message_st\n\n')
    response.end(dialect.streamed(id, asked, step).join(''))
  }

  #remember(request: ModelRequest): void {
    this.requests.push(request)
    const met = this.#waiting.filter(({ match }) => match(request))
    this.#waiting = this.#waiting.filter((waiter) => !met.includes(waiter))
    for (const { resolve } of met) resolve(request)
  }

  async #pass(request: ModelRequest): Promise<void> {
    const gate = this.#gates.find(({ match }) => match(request))
    if (!gate) return
    this.#gates = this.#gates.filter((other) => other !== gate)
    gate.reached(request)
    await gate.opened
  }
}

const dialects: readonly Dialect[] = [anthropic, openAiResponses, openAiChat, gemini]
const shellTool = 'shell'

/** A shell command as the tool that this harness has for it. */
const inWordsOf = (dialect: Dialect, step: ScriptStep): ScriptStep =>
  step.kind === 'tool' && step.name === shellTool
    ? { kind: 'tool', ...dialect.shell(String(step.input['command'])) }
    : step

/** The harness's own session, where it tells. */
function sessionOf({ headers }: IncomingMessage): string | null {
  const told = headers['x-claude-code-session-id'] ?? headers['session_id'] ?? headers['session-id']
  return typeof told === 'string' ? told : null
}

function record(path: string, session: string | null, asked: DialectRequest): ModelRequest {
  const texts = (kind: 'user-text' | 'tool-result'): string[] =>
    asked.entries.flatMap((entry) => (entry.kind === kind ? [entry.text] : []))
  return {
    path,
    kind: asked.side === null ? 'turn' : 'side',
    session,
    userTexts: texts('user-text'),
    toolResults: texts('tool-result'),
    mail: asked.entries.flatMap((entry) =>
      entry.kind === 'context' || entry.kind === 'user-text' ? mailIn(entry.text) : [],
    ),
    body: asked.body,
  }
}

/** A limit that is exhausted is exhausted for an hour. */
const sendJson = (response: ServerResponse, status: number, text: string): void =>
  void response
    .writeHead(status, {
      'content-type': 'application/json',
      ...(status === 429 ? { 'retry-after': '3600' } : {}),
    })
    .end(text)

const parseJson = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return null // answered as not found
  }
}

/** Starts a model on a port of loopback; 0 takes a free one. */
export const startModelServer = (options: { readonly port: number }): Promise<ModelServer> =>
  ModelServer.start(options)
