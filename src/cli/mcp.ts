import { createInterface } from 'node:readline'
import { createParser } from 'eventsource-parser'
import { z } from 'zod'
import { mcpPath } from '../shared/contract/api/api-base.ts'
import { Problem } from '../shared/contract/api/problem.ts'
import { delay } from '../shared/kernel/clock.ts'
import { messageOf } from '../shared/kernel/message-of.ts'
import { systemClock } from '../shared/kernel/system-clock.ts'
import { requestRetryDelayMs, requestTimeoutMs } from '../shared/limits.ts'
import { serviceAddress, type Environment, type ServiceAddress } from './service-address.ts'

const Asked = z.object({ id: z.union([z.string(), z.number()]), method: z.string() })
const Answered = z.object({ id: Asked.shape.id, method: z.undefined().optional() })
const notAnswered = -32_000 // the first of the codes that JSON-RPC leaves to servers

/**
 * `reveille mcp`: the family's tools over standard input and output, for a harness that speaks no HTTP: each line is handed
 * to the service, each answer back, for as long as the harness keeps them open.
 */
export function serveMcp(environment: Environment): void {
  const place = serviceAddress({}, environment)
  const { stdin, stdout } = process
  const say = (line: string): void => void stdout.write(`${line}\n`)
  createInterface(stdin).on('line', (line) => {
    handOver(place, line, say).catch((error: unknown) => {
      const because = `the service did not answer: ${messageOf(error)}`
      const asked = Asked.safeParse(parsed(line))
      if (!asked.success) return void process.stderr.write(`reveille mcp: ${because}\n`)
      say(
        JSON.stringify({
          ...{ jsonrpc: '2.0', id: asked.data.id },
          error: { code: notAnswered, message: because },
        }),
      )
    })
  })
  stdin.once('end', () => process.exit(0)) // the harness is gone; an open wait must not outlive it
}

async function handOver(place: ServiceAddress, line: string, say: (line: string) => void): Promise<void> {
  if (line.trim() === '') return
  const response = await post(place, line)
  if (!response.ok) {
    const text = await response.text()
    const problem = Problem.safeParse(parsed(text))
    // What MCP itself refuses is an answer in its own words.
    if (!problem.success && Answered.safeParse(parsed(text)).success) return say(text)
    throw new Error(problem.success ? problem.data.error : `it answered ${response.status}`)
  }
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true
  if (response.status === 202 || response.body === null) return
  if (!isStream) return say(JSON.stringify(await response.json()))
  let isAnswered = false
  const parser = createParser({
    onEvent: ({ data }) => {
      isAnswered ||= Answered.safeParse(parsed(data)).success
      say(data) // JSON as it was written: one line
    },
  })
  const decoder = new TextDecoder()
  for await (const bytes of response.body) parser.feed(decoder.decode(bytes, { stream: true }))
  if (!isAnswered) throw new Error('the connection was closed')
}

/** A service that is just being started is asked again; what has reached it is not. */
async function post(place: ServiceAddress, body: string): Promise<Response> {
  const deadline = systemClock.now() + requestTimeoutMs
  for (;;) {
    try {
      const headers = {
        authorization: `Bearer ${await place.token()}`,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
      }
      return await fetch(`${await place.address()}${mcpPath}`, { method: 'POST', headers, body })
    } catch (error) {
      const cause = error instanceof Error ? error.cause : undefined
      const isRefused = cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED'
      if (!isRefused || systemClock.now() + requestRetryDelayMs >= deadline)
        throw new Error(messageOf(cause ?? error), { cause: error })
      await delay(systemClock, requestRetryDelayMs)
    }
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null // the service says what is wrong with it
  }
}
