import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

type OzRun = {
  readonly run_id: string
  readonly name: string
  prompt: string
  state: string
  session_id: string | null
  status: string
  transcript: string | null
  readonly followUps: string[]
}

/**
 * A stand-in for Warp's Oz with the shapes of its public document (runs, follow-ups, transcript, problem documents) and
 * its manners: it accepts before it acts, knows no idempotency keys, and names a session for each execution.
 */
export type FakeOz = {
  readonly url: string
  readonly apiKey: string
  readonly runs: ReadonlyMap<string, OzRun>
  /** What an agent there does next: begins a session, ends with a word, asks. */
  readonly move: (runId: string, state: string, words?: string) => void
  readonly setTranscript: (runId: string, content: string) => void
  /** The next request of this method is carried out, and its connection cut before the answer. */
  readonly loseNextAnswer: (method: string) => void
  /** The next request is answered so, without being carried out. */
  readonly refuseNext: (status: number, headers?: Record<string, string>) => void
  readonly close: () => Promise<void>
}

export async function startFakeOz(): Promise<FakeOz> {
  const apiKey = `wk-${randomUUID()}`
  const runs = new Map<string, OzRun>()
  let losing: string | null = null
  let refusal: { status: number; headers: Record<string, string> } | null = null
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      if (refusal !== null) {
        const { status, headers } = refusal
        refusal = null
        return problem(response, status, 'resource_unavailable', headers)
      }
      if (request.headers.authorization !== `Bearer ${apiKey}`)
        return problem(response, 401, 'authentication_required')
      const isLost = losing === request.method
      if (isLost) losing = null
      return answer(runs, request, body, isLost ? null : response, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // it listens on a port
  return {
    url: `http://127.0.0.1:${port}/api/v1`,
    apiKey,
    runs,
    move: (runId, state, words = '') => {
      const run = runs.get(runId)
      if (!run) throw new Error(`there is no run ${runId}`)
      if (state === 'INPROGRESS' && run.state !== 'BLOCKED') run.session_id = randomUUID()
      run.state = state
      run.status = words
    },
    setTranscript: (runId, content) => {
      const run = runs.get(runId)
      if (run) run.transcript = content
    },
    loseNextAnswer: (method) => (losing = method),
    refuseNext: (status, headers = {}) => (refusal = { status, headers }),
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function answer(
  runs: Map<string, OzRun>,
  request: IncomingMessage,
  body: { prompt?: string; message?: string; config?: { name?: string } },
  to: ServerResponse | null,
  socketOf: ServerResponse,
): void {
  const url = new URL(request.url ?? '/', 'http://oz')
  const send = (status: number, value: unknown): void => {
    if (to === null) return void socketOf.destroy()
    to.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
  }
  const path = url.pathname.replace('/api/v1', '')
  if (request.method === 'POST' && /^\/agent\/runs?$/.test(path)) {
    const run = newRun(body.config?.name ?? '', body.prompt ?? '')
    runs.set(run.run_id, run)
    return send(200, { run_id: run.run_id, task_id: run.run_id, state: run.state })
  }
  if (path === '/agent/runs') {
    const name = url.searchParams.get('name')
    const found = [...runs.values()].filter((run) => name === null || run.name === name)
    return send(200, { runs: found.toReversed().map(itemOf), page_info: { has_next_page: false } })
  }
  const [, runId = '', action = ''] = /^\/agent\/runs\/([^/]+)(?:\/(\w+))?$/.exec(path) ?? []
  const run = runs.get(runId)
  if (!run) return problem(socketOf, 404, 'resource_not_found')
  switch (`${request.method} ${action}`) {
    case 'GET ':
      return send(200, itemOf(run))
    case 'POST cancel':
      if (run.state === 'PENDING') return problem(socketOf, 409, 'conflict')
      run.state = 'CANCELLED'
      return send(200, run.run_id)
    case 'POST followups':
      run.followUps.push(body.message ?? '')
      return send(200, {})
    case 'GET transcript':
      if (run.transcript === null) return problem(socketOf, 404, 'resource_not_found')
      socketOf.writeHead(302, { location: `/api/v1/agent/runs/${runId}/file` }).end()
      return
    case 'GET file':
      socketOf.writeHead(200, { 'content-type': 'text/plain' }).end(run.transcript)
      return
    default:
      return problem(socketOf, 404, 'resource_not_found')
  }
}

const newRun = (name: string, prompt: string): OzRun => ({
  run_id: randomUUID(),
  name,
  prompt,
  state: 'QUEUED',
  session_id: null,
  status: '',
  transcript: null,
  followUps: [],
})

const itemOf = (run: OzRun) => ({
  run_id: run.run_id,
  task_id: run.run_id,
  title: run.name,
  state: run.state,
  prompt: run.prompt,
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-01T00:00:00Z',
  started_at: null,
  source: 'API',
  agent_config: { name: run.name },
  is_sandbox_running: run.state === 'INPROGRESS',
  ...(run.session_id === null
    ? {}
    : { session_id: run.session_id, session_link: `https://oz.example/session/${run.session_id}` }),
  ...(run.status === '' ? {} : { status_message: { message: run.status } }),
})

function problem(
  response: ServerResponse,
  status: number,
  code: string,
  headers: Record<string, string> = {},
): void {
  const body = {
    type: `https://docs.warp.dev/errors/${code}`,
    title: code,
    status,
    error: code,
    retryable: status === 409 || status === 429 || status >= 500,
    trace_id: randomUUID(),
  }
  response
    .writeHead(status, { 'content-type': 'application/problem+json', ...headers })
    .end(JSON.stringify(body))
}

async function readBody(request: IncomingMessage): Promise<Record<string, never>> {
  let text = ''
  for await (const bytes of request) text += String(bytes)
  return text === '' ? {} : JSON.parse(text)
}
