import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'
import { cliEntry } from './cli-process.ts'

/** What a tool answered, as a model reads it. */
export type ToolAnswer = { readonly text: string; readonly isError: boolean }

/** The family's tools as a harness has them. */
export type McpClient = {
  readonly instructions: string
  readonly tools: () => Promise<readonly string[]>
  readonly call: (name: string, input?: object) => Promise<ToolAnswer>
  /** As when the harness ends. */
  readonly close: () => Promise<number | null>
}
type Ask = (method: string, params: object) => Promise<Answer>

const opening = {
  protocolVersion: '2025-06-18',
  capabilities: {},
  clientInfo: { name: 'test', version: '1' },
}

const clientOf = (ask: Ask, opened: Answer, close: McpClient['close']): McpClient => ({
  instructions: opened.result?.instructions ?? '',
  tools: async () => (await ask('tools/list', {})).result?.tools?.map(({ name }) => name) ?? [],
  call: async (name, input = {}) => {
    const { result, error } = await ask('tools/call', { name, arguments: input })
    const text = result?.content?.map((part) => part.text).join('\n') ?? error?.message ?? ''
    return { text, isError: result?.isError ?? error !== undefined }
  },
  close,
})

/** `reveille mcp`: a child process, JSON-RPC over its standard input and output. */
export async function openMcp(environment: Readonly<Record<string, string>>): Promise<McpClient> {
  const child = spawn(process.execPath, [cliEntry, 'mcp'], {
    env: environment,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)))
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  const waiting = new Map<number, (result: Answer) => void>()
  createInterface(child.stdout).on('line', (line) => {
    const message = JSON.parse(line) as Answer & { id?: number } // what we asked for
    if (message.id !== undefined) waiting.get(message.id)?.(message)
  })
  let next = 1
  const ask: Ask = (method, params) => {
    const id = next++
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`)
    return new Promise((resolve) => waiting.set(id, resolve))
  }
  const opened = await ask('initialize', opening)
  child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' })}\n`)
  return clientOf(ask, opened, () => {
    child.stdin.end()
    return ended
  })
}

/** One request to the service's own endpoint, as a harness sends it. */
export const postMcp = (
  { url, token }: { readonly url: string; readonly token: string },
  message: unknown,
  signal?: AbortSignal,
): Promise<Response> =>
  fetch(`${url}/mcp`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
    },
    body: JSON.stringify(message),
    ...(signal === undefined ? {} : { signal }),
  })

/** The service's own endpoint: an HTTP request for each message. */
export async function openMcpOverHttp(place: {
  readonly url: string
  readonly token: string
}): Promise<McpClient> {
  let next = 1
  const ask: Ask = async (method, params) => {
    const response = await postMcp(place, { jsonrpc: '2.0', id: next++, method, params })
    const lines = (await response.text()).split('\n').filter((line) => line.startsWith('data: '))
    const answers = lines.map((line) => JSON.parse(line.slice('data: '.length)) as Answer) // what we asked for
    return answers.at(-1) ?? { error: { message: `answered ${response.status} and nothing` } }
  }
  const opened = await ask('initialize', opening)
  await postMcp(place, { jsonrpc: '2.0', method: 'notifications/initialized' })
  return clientOf(ask, opened, async () => 0)
}

type Answer = {
  readonly result?: {
    readonly instructions?: string
    readonly tools?: readonly { readonly name: string }[]
    readonly content?: readonly { readonly text: string }[]
    readonly isError?: boolean
  }
  readonly error?: { readonly message: string }
}
