import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Problem } from '../../shared/contract/api/problem.ts'
import type { RunId } from '../../shared/domain/ids.ts'
import { artifactBytesMax, artifactsPerRunMax } from '../../shared/limits.ts'
import {
  serviceDirectory,
  testService,
  type ServiceDirectory,
  type TestService,
} from '../../testing/service-harness.ts'

let directory: ServiceDirectory
let service: TestService
let run: RunId
beforeEach(async () => {
  directory = serviceDirectory()
  service = await testService({ dataDir: directory.path })
  run = (await service.owner.ask('createRun', { body: { execution_location: 'LOCAL' } })).run_id
})
afterEach(async () => {
  await service[Symbol.asyncDispose]()
  directory.dispose()
})

const files = () => readdirSync(join(directory.path, 'service', 'artifacts'))
const upload = (
  query: string,
  body: Uint8Array<ArrayBuffer> | string,
  token = service.token,
  of = run,
): Promise<Response> =>
  fetch(`${service.url}/agent/runs/${of}/artifacts?${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body,
  })
type Item = { artifact_type: string; data: { artifact_uid: string; sha256: string } }
const kept = async (query: string, body: Uint8Array<ArrayBuffer> | string): Promise<Item> =>
  (await upload(query, body)).json() as Promise<Item>
const tokenOf = async (run_id: RunId) => (await service.owner.ask('issueToken', { params: { run_id } })).token

test('what is uploaded is listed in its run, and comes back as it was, from an address that needs no header', async () => {
  const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => index % 251)
  const item = await kept(
    'filepath=out/the%20report.bin&mime_type=application/x-report&description=mine',
    bytes,
  )
  expect(item).toMatchObject({
    artifact_type: 'FILE',
    data: {
      filepath: 'out/the report.bin',
      filename: 'the report.bin',
      mime_type: 'application/x-report',
      size_bytes: 300_000,
      description: 'mine',
    },
  })
  const { artifacts } = await service.owner.ask('getRun', { params: { run_id: run } })
  expect(artifacts).toEqual([item])
  expect((await service.owner.ask('listArtifacts', { params: { run_id: run } })).artifacts).toEqual([item])
  const { runs } = await service.owner.ask('listRuns', { query: { artifact_type: 'FILE' } })
  expect(runs).toHaveLength(1)
  const uid = item.data.artifact_uid
  const { data } = await service.owner.ask('getArtifact', { params: { artifact_uid: uid } })
  expect(data.content_type).toBe('application/x-report')
  const answer = await fetch(data.download_url ?? '')
  expect(Buffer.from(await answer.arrayBuffer()).equals(Buffer.from(bytes))).toBe(true)
  expect(answer.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''the%20report.bin")
  expect((await fetch(`${service.url}/agent/artifacts/${uid}/content`)).status).toBe(401)
  expect(files()).toEqual([uid])
  expect((statSync(join(directory.path, 'service', 'artifacts', uid)).mode & 0o777).toString(8)).toBe('600')
})

test('the same bytes at the same path are one artifact; other bytes are another', async () => {
  const first = await kept('filepath=a.txt', 'one')
  expect(await kept('filepath=a.txt', 'one')).toEqual(first)
  const second = await kept('filepath=a.txt', 'two')
  expect(second.data.artifact_uid).not.toBe(first.data.artifact_uid)
  expect(files().sort()).toEqual([first.data.artifact_uid, second.data.artifact_uid].sort())
})

const badQueries: [query: string][] = [
  ['filepath=../etc/passwd'],
  ['filepath=/etc/passwd'],
  ['filepath=a//b'],
  ['filepath=a%5Cb'],
  ['filepath=a%0Ab'],
  ['filepath='],
  ['filepath=a&artifact_type=PLAN'],
  ['filepath=a&mime_type=nonsense'],
  [`filepath=${'a'.repeat(1_025)}`],
  [''],
]
test.each(badQueries)('an upload with %j is refused and leaves nothing', async (query) => {
  const answer = await upload(query, 'bytes')
  expect([answer.status, Problem.parse(await answer.json()).retryable]).toEqual([400, false])
  expect(files()).toEqual([])
})

test('what is too large is refused before it is read, and leaves nothing', async () => {
  const answer = await fetch(`${service.url}/agent/runs/${run}/artifacts?filepath=a`, {
    method: 'POST',
    headers: { authorization: `Bearer ${service.token}` },
    body: new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(8 * 1024 * 1024))
      },
    }),
    duplex: 'half',
  } as RequestInit).then(
    (response) => response.status,
    () => 'cut off', // the service need not read on only to say no
  )
  expect([413, 'cut off']).toContain(answer)
  expect(artifactBytesMax).toBeGreaterThan(0)
  expect(files()).toEqual([])
})

test('a run has so many artifacts and no more', async () => {
  const token = await tokenOf(run)
  for (let index = 0; index < artifactsPerRunMax; index += 1)
    await service.as(token).ask('reportArtifact', {
      body: { artifact_type: 'EXTERNAL_REFERENCE', data: { url: `https://example.com/${index}` } },
    })
  expect((await upload('filepath=a', 'x')).status).toBe(413)
  expect(files()).toEqual([])
})

test('a family reads what its members left; only the run itself and the owner add and delete', async () => {
  const child = (
    await service.owner.ask('createRun', { body: { execution_location: 'LOCAL', parent_run_id: run } })
  ).run_id
  const stranger = (await service.owner.ask('createRun', { body: { execution_location: 'LOCAL' } })).run_id
  const [own, below, foreign] = [await tokenOf(run), await tokenOf(child), await tokenOf(stranger)]
  const { data } = (await (await upload('filepath=a', 'x', own)).json()) as Item
  const params = { artifact_uid: data.artifact_uid }
  expect((await service.as(below).ask('getArtifact', { params })).data.filename).toBe('a')
  expect(await service.as(foreign).refusal('getArtifact', { params })).toBe('not_authorized')
  expect((await upload('filepath=b', 'x', below)).status).toBe(403)
  expect(await service.as(below).refusal('deleteArtifact', { params })).toBe('not_authorized')
  await service.as(own).ask('deleteArtifact', { params })
  expect(await service.owner.refusal('getArtifact', { params })).toBe('resource_not_found')
  await expect.poll(files).toEqual([])
})

test('a plan is read with its text, a pull request is one however often it is reported', async () => {
  const asking = service.as(await tokenOf(run))
  const plan = await asking.ask('reportArtifact', {
    body: { artifact_type: 'PLAN', data: { title: 'The plan', content: '# Do it' } },
  })
  const request = {
    artifact_type: 'PULL_REQUEST' as const,
    data: { url: 'https://example.com/pr/1', branch: 'b' },
  }
  const first = await asking.ask('reportArtifact', { body: request })
  expect(await asking.ask('reportArtifact', { body: request })).toEqual(first)
  const told = await asking.ask('getArtifact', { params: plan })
  expect(told).toMatchObject({
    artifact_type: 'PLAN',
    data: { title: 'The plan', content: '# Do it', content_type: 'text/markdown' },
  })
  const { artifacts } = await asking.ask('listArtifacts', { params: { run_id: run } })
  expect(artifacts.map((one) => [one.artifact_type, 'content' in one.data])).toEqual([
    ['PLAN', false],
    ['PULL_REQUEST', false],
  ])
  const bad = { artifact_type: 'PULL_REQUEST' as const, data: { url: 'javascript:alert(1)', branch: 'b' } }
  expect(await asking.refusal('reportArtifact', { body: bad })).toBe('invalid_request')
})

test('artifacts outlive the service; what no artifact knows is swept away when it starts', async () => {
  const { data } = await kept('filepath=a.txt', 'kept')
  await service.close()
  const left = join(directory.path, 'service', 'artifacts', 'left.part')
  writeFileSync(left, 'half an upload')
  service = await testService({ dataDir: directory.path })
  expect(existsSync(left)).toBe(false)
  const told = await service.owner.ask('getArtifact', { params: { artifact_uid: data.artifact_uid } })
  expect(await (await fetch(told.data.download_url ?? '')).text()).toBe('kept')
  expect(readFileSync(join(directory.path, 'service', 'artifacts', data.artifact_uid), 'utf8')).toBe('kept')
})
