import { expect } from 'vitest'
import { z } from 'zod'
import { apiBase } from '../../shared/contract/api/api-base.ts'
import { ozAnswers, ozProblem } from './oz-answers.ts'
import { ozCall } from './oz-call.ts'

/** `fetch` that holds every answer to the Oz document; `seen` collects the calls that it covered. */
export function watchedFetch(seen: Set<string>): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init)
    const response = await fetch(request)
    const path = new URL(request.url).pathname.replace(apiBase, '')
    const call = ozCall(request.method, path)
    if (response.status >= 400) await refused(`${request.method} ${path}`, response.clone())
    else if (call !== null) {
      seen.add(call)
      fits(call, ozAnswers[call], await response.clone().json())
    }
    return response
  }
}

async function refused(call: string, response: Response): Promise<void> {
  expect([call, response.headers.get('content-type')]).toEqual([call, 'application/problem+json'])
  const problem: unknown = await response.json()
  fits(call, ozProblem, problem)
  expect(problem).toMatchObject({ status: response.status, trace_id: response.headers.get('x-trace-id') })
}

function fits(call: string, schema: z.ZodType | undefined, value: unknown): void {
  const parsed = schema?.safeParse(value)
  if (parsed?.success === false)
    throw new Error(`${call} does not fit the document:\n${z.prettifyError(parsed.error)}`)
}
