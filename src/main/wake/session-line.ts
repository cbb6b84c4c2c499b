import { existsSync } from 'node:fs'
import { join } from 'node:path'
import WebSocket from 'ws'
import { z } from 'zod'
import type { Harness, RpcLine } from '../../shared/harness/harness.ts'
import { delay, type Clock } from '../../shared/kernel/clock.ts'
import { messageOf } from '../../shared/kernel/message-of.ts'
import { err, ok, type Result } from '../../shared/kernel/result.ts'
import { lineRequestWithinMs, lineWithinMs } from '../../shared/limits.ts'

const Incoming = z.looseObject({
  id: z.union([z.number(), z.string()]).optional(),
  method: z.string().optional(),
  params: z.unknown().optional(),
  result: z.unknown().optional(),
  error: z.looseObject({ message: z.string() }).optional(),
})
type Incoming = z.infer<typeof Incoming>

/** The session's line, if its harness has one and it is there: a socket in the run's directory. */
export function lineSocket(harness: Harness | null, runDirectory: string): string | null {
  if (!harness?.line) return null
  const path = join(runDirectory, harness.line.socket)
  return existsSync(path) ? path : null
}

/** Opens the line, talks, and hangs up; whatever does not come in time is a failure. */
export async function overLine<Value>(
  socket: string,
  clock: Clock,
  talk: (line: RpcLine) => Promise<Value>,
): Promise<Result<Value, string>> {
  const line = new WebSocket(`ws+unix://${socket}:/`, { handshakeTimeout: lineWithinMs })
  try {
    const broken = new Promise<never>((_, reject) => {
      line.once('error', reject)
      line.once('close', () => reject(new Error('the session hung up')))
    })
    const late = delay(clock, lineWithinMs).then(() =>
      Promise.reject(new Error('the session did not answer')),
    )
    const talked = new Promise<void>((resolve) => line.once('open', () => resolve())).then(() =>
      talk(rpcOver(line, clock)),
    )
    return ok(await Promise.race([talked, broken, late]))
  } catch (error) {
    return err(messageOf(error))
  } finally {
    line.on('error', () => {}) // hanging up before it was picked up is told as an error
    line.close()
  }
}

function rpcOver(line: WebSocket, clock: Clock): RpcLine {
  const answers = new Map<number, (message: Incoming) => void>()
  const asked: Incoming[] = []
  let heard = (): void => {}
  let lastId = 0
  line.on('message', (data) => {
    // oxlint-disable-next-line no-base-to-string -- a text frame's data is its text
    const parsed = Incoming.safeParse(JSON.parse(String(data)))
    if (!parsed.success) return
    const { id, method } = parsed.data
    if (method === undefined && typeof id === 'number') answers.get(id)?.(parsed.data)
    if (method !== undefined && id !== undefined) {
      asked.push(parsed.data)
      heard()
    }
  })
  const send = (message: object): void => line.send(JSON.stringify({ jsonrpc: '2.0', ...message }))
  const find = (matches: (method: string, params: unknown) => boolean) => {
    const found = asked.find(({ method, params }) => method !== undefined && matches(method, params))
    return found?.id === undefined ? null : { id: found.id }
  }
  return {
    call: (method, params) =>
      new Promise((resolve, reject) => {
        const id = (lastId += 1)
        answers.set(id, ({ result, error }) => (error ? reject(new Error(error.message)) : resolve(result)))
        send({ id, method, params })
      }),
    notify: (method) => send({ method }),
    request: async (matches) => {
      let isLate = false
      const late = clock.after(lineRequestWithinMs, () => {
        isLate = true
        heard()
      })
      for (;;) {
        const found = find(matches)
        if (found !== null || isLate) {
          late.dispose()
          return found
        }
        await new Promise<void>((resolve) => (heard = resolve))
      }
    },
    reply: (id, result) => send({ id, result }),
  }
}
