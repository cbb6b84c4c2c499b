import fc from 'fast-check'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { z } from 'zod'
import { ozAnswers, ozProblem } from './oz-answers.ts'
import { anythingThatFits } from './answer-for.ts'
import { ozCall } from './oz-call.ts'
import { ozRequests } from './oz-requests.ts'

/**
 * A server made of the public document alone: each call is answered by anything that fits what the document says of it,
 * the same for the same seed. What it is asked is held to the document as well.
 */
export type GeneratedOz = {
  readonly url: string
  /** The answers from here on; with a status, refusals with it. */
  readonly answerWith: (seed: number, status?: number) => void
  /** What was asked, and the answer; the newest last. */
  readonly said: { readonly call: string; readonly answer: unknown }[]
  /** Requests that the document does not know. */
  readonly wrong: string[]
  readonly close: () => Promise<void>
}

export async function startGeneratedOz(base: string): Promise<GeneratedOz> {
  let [seed, refusal] = [0, 0]
  const said: GeneratedOz['said'] = []
  const wrong: string[] = []
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const url = new URL(request.url ?? '/', 'http://oz')
      const method = request.method ?? 'GET'
      const call = ozCall(method, url.pathname.replace(base, ''))
      const schema = call === null ? undefined : ozAnswers[call]
      if (call === null || !schema) {
        wrong.push(`${method} ${url.pathname} is not in the document`)
        return void response.writeHead(404).end()
      }
      const asked: unknown =
        method === 'GET' ? Object.fromEntries(url.searchParams) : JSON.parse(body || '{}')
      const fits = ozRequests[call]?.safeParse(asked)
      if (fits?.success === false) wrong.push(`${call}: ${fits.error.message}`)
      const [answer] = fc.sample(answersOf(refusal === 0 ? schema : ozProblem), { seed, numRuns: 1 })
      said.push({ call, answer })
      const type = refusal === 0 ? 'application/json' : 'application/problem+json'
      response.writeHead(refusal || 200, { 'content-type': type }).end(JSON.stringify(answer))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // it listens on a port
  return {
    url: `http://127.0.0.1:${port}${base}`,
    answerWith: (next, status = 0) => {
      seed = next
      refusal = status
    },
    said,
    wrong,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const made = new Map<z.ZodType, fc.Arbitrary<unknown>>()

function answersOf(schema: z.ZodType): fc.Arbitrary<unknown> {
  const answers = made.get(schema) ?? anythingThatFits(schema)
  made.set(schema, answers)
  return answers
}

async function text(stream: AsyncIterable<unknown>): Promise<string> {
  let all = ''
  for await (const bytes of stream) all += String(bytes)
  return all
}
