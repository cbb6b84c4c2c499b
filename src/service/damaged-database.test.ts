import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RunId } from '../shared/domain/ids.ts'
import { serviceDirectory, testService, type ServiceDirectory } from '../testing/service-harness.ts'

/** One database with something of everything, and its write-ahead log as a kill leaves it. */
let template: ServiceDirectory
let runs: RunId[] = []
const names = ['reveille.db', 'reveille.db-wal'] as const
beforeAll(async () => {
  template = serviceDirectory()
  const service = await testService()
  for (let index = 0; index < 12; index += 1) {
    const body = {
      prompt: 'p'.repeat(3_000),
      config: { name: `r${index}` },
      execution_location: 'LOCAL' as const,
    }
    const parent = runs[index % 3]
    const made = await service.owner.ask('createRun', {
      body: parent === undefined ? body : { ...body, parent_run_id: parent },
    })
    runs = [...runs, made.run_id]
    await service.owner.ask('sendMessages', {
      body: { to: [made.run_id], subject: 's', body: 'b'.repeat(2_000) },
    })
    if (index === 8) copy(service.directory, template.path) // the rest would stand in the log only
  }
  for (const name of names) {
    const file = join(service.directory, 'service', name)
    if (existsSync(file)) copyFileSync(file, join(template.path, 'service', name))
  }
  await service[Symbol.asyncDispose]()
})
afterAll(() => template.dispose())

function copy(from: string, to: string): void {
  mkdirSync(join(to, 'service'), { recursive: true, mode: 0o700 })
  for (const name of names) {
    const file = join(from, 'service', name)
    if (existsSync(file)) copyFileSync(file, join(to, 'service', name))
  }
}

const damage = fc.record({
  file: fc.constantFrom(...names),
  // Where in the file: pages at its beginning hold the schema.
  at: fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 0.02, noNaN: true })),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 64 }),
})

test('whatever bytes of it are wrong: the service starts, answers in clear words, and erases nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 4 }), async (damages) => {
      const directory = serviceDirectory()
      try {
        copy(template.path, directory.path)
        for (const { file, at, bytes } of damages) {
          const path = join(directory.path, 'service', file)
          const content = readFileSync(path)
          content.set(bytes.subarray(0, content.length), Math.floor(at * (content.length - bytes.length)))
          writeFileSync(path, content)
        }
        const before = readFileSync(join(directory.path, 'service', 'reveille.db'))
        const service = await testService({ dataDir: directory.path })
        try {
          const statuses = new Set<number>()
          const ask = async (path: string, body?: object) => {
            const answer = await fetch(`${service.url}${path}`, {
              method: body === undefined ? 'GET' : 'POST',
              headers: { authorization: `Bearer ${service.token}`, 'content-type': 'application/json' },
              ...(body === undefined ? {} : { body: JSON.stringify(body) }),
            })
            await answer.text()
            statuses.add(answer.status)
          }
          for (const run of runs) {
            await ask(`/agent/runs/${run}`)
            await ask(`/agent/messages/${run}`)
          }
          await ask('/agent/runs?limit=100&q=p')
          await ask('/agent/events?limit=500')
          await ask('/agent/runs', { prompt: 'new', execution_location: 'LOCAL' })
          await ask('/agent/messages', { to: [runs[0]], subject: '', body: '' })
          // Answered, not there (an empty database was begun), or told to be damaged; a bug would be 500.
          expect([...statuses].filter((status) => ![200, 404, 503].includes(status))).toEqual([])
          const { database_set_aside: aside } = await service.owner.ask('health')
          if (aside !== null && aside !== undefined) expect(readFileSync(aside).equals(before)).toBe(true)
        } finally {
          await service.close()
        }
      } finally {
        directory.dispose()
      }
    }),
    { numRuns: Number(process.env['REVEILLE_SOAK'] ?? 0) > 0 ? 600 : 25 },
  )
}, 1_200_000)
