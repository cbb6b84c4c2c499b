import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'
import { cliEntry } from './cli-process.ts'

/** What a tool answered, as a model reads it. */
export type ToolAnswer = { readonly text: string; readonly isError: boolean }

/** `reveille mcp` as a harness has it: a child process, JSON-RPC over its standard input and output. */
export async function openMcp(environment: Readonly<Record<string, string>>) {
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
  const ask = (method: string, params: object): Promise<Answer> => {
    const id = next++
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`)
    return new Promise((resolve) => waiting.set(id, resolve))
  }
  const opened = await ask('initialize', {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'test', version: '1' },
  })
  child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' })}\n`)
  return {
    instructions: opened.result?.instructions ?? '',
    tools: async () => (await ask('tools/list', {})).result?.tools?.map(({ name }) => name) ?? [],
    call: async (name: string, input: object = {}): Promise<ToolAnswer> => {
      const { result, error } = await ask('tools/call', { name, arguments: input })
      const text = result?.content?.map((part) => part.text).join('\n') ?? error?.message ?? ''
      return { text, isError: result?.isError ?? error !== undefined }
    },
    /** As when the harness ends. */
    close: () => {
      child.stdin.end()
      return ended
    },
  }
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
