import { afterAll, beforeAll, expect, test } from 'vitest'
import { rawRoutes } from '../../shared/contract/api/raw-routes.ts'
import { routes } from '../../shared/contract/api/routes.ts'
import { testService, type TestService } from '../../testing/service-harness.ts'

let service: TestService
beforeAll(async () => {
  service = await testService({ version: '1.2.3' })
})
afterAll(() => service[Symbol.asyncDispose]())

const get = (path: string) =>
  fetch(`${service.url}${path}`, { headers: { authorization: `Bearer ${service.token}` } })

test('metrics count what was asked, what was logged and what there is, in the form Prometheus reads', async () => {
  await service.owner.ask('createRun', { body: { execution_location: 'LOCAL' } })
  await service.owner.refusal('getRun', { params: { run_id: '00000000-0000-4000-8000-000000000000' } })
  const answer = await get('/metrics')
  expect(answer.headers.get('content-type')).toContain('text/plain')
  const lines = (await answer.text()).split('\n')
  expect(lines).toEqual(
    expect.arrayContaining([
      'reveille_http_requests_total{route="createRun",method="POST",status="200"} 1',
      'reveille_http_requests_total{route="getRun",method="GET",status="404"} 1',
      'reveille_events_total{type="run_queued"} 1',
      'reveille_last_sequence 1',
      'reveille_runs{state="QUEUED"} 1',
      'reveille_workers 0',
      'reveille_info{version="1.2.3"} 1',
    ]),
  )
  for (const line of lines)
    expect(line).toMatch(/^$|^# (HELP|TYPE) |^[a-z_][a-z0-9_]*(\{.*\})? [-+0-9.eNaInf]+$/i)
})

type Operation = {
  operationId: string
  parameters: { name: string; in: string; required: boolean }[]
  requestBody?: unknown
  responses: Record<string, unknown>
}

test('the document tells of every request that is served, and of no other', async () => {
  const document = (await (await get('/openapi.json')).json()) as {
    openapi: string
    info: unknown
    paths: Record<string, Record<string, Operation>>
  }
  expect([document.openapi, document.info]).toEqual([
    '3.1.0',
    { title: 'Reveille service', version: '1.2.3' },
  ])
  const told = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId }]) => [
      operationId,
      `${method.toUpperCase()} ${path}`,
    ]),
  )
  const served = Object.entries({ ...routes, ...rawRoutes }).map(([name, { method, path }]) => [
    name,
    `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`,
  ])
  expect(Object.fromEntries(told)).toEqual(Object.fromEntries(served))
  expect(told).toHaveLength(served.length)
  for (const [path, methods] of Object.entries(document.paths))
    for (const operation of Object.values(methods)) {
      const inPath = operation.parameters
        .filter((parameter) => parameter.in === 'path')
        .map(({ name }) => name)
      expect([...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1])).toEqual(inPath)
      expect(Object.keys(operation.responses)).toEqual(
        expect.arrayContaining(['400', '401', '403', '404', '429', '500']),
      )
    }
  const list = document.paths['/agent/runs']?.['get']
  expect(list?.parameters.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['sort_by', 'metadata', 'q', 'cursor', 'artifact_type']),
  )
  expect(document.paths['/agent/runs']?.['post']?.requestBody).toBeDefined()
})
