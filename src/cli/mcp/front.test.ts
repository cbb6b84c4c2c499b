import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { createInterface } from 'node:readline'
import { answeredBy, decideFront } from './front.ts'
import opening from './opening.json' with { type: 'json' }
import { serveFamily } from './serve.ts'

const environment = {
  REVEILLE_RUN_DIR: '/nowhere',
  REVEILLE_RUN_ID: '11111111-1111-4111-8111-111111111111',
  REVEILLE_URL: 'http://127.0.0.1:1',
  REVEILLE_TOKEN: 'token',
}
const asked = (id: number, method: string, params?: object): string =>
  JSON.stringify({ jsonrpc: '2.0', id, method, ...(params === undefined ? {} : { params }) })
const initialize = (protocolVersion: string): string =>
  asked(1, 'initialize', { protocolVersion, capabilities: {}, clientInfo: { name: 'test', version: '1' } })
const initialized = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' })

/** What the real server answers to these lines. */
async function served(lines: readonly string[], answers: number): Promise<unknown[]> {
  const [input, output] = [new PassThrough(), new PassThrough()]
  serveFamily(environment, { input, output })
  for (const line of lines) input.write(`${line}\n`)
  const heard: unknown[] = []
  for await (const line of createInterface(output)) {
    heard.push(JSON.parse(line))
    if (heard.length === answers) break
  }
  input.end()
  return heard
}

// After a change of the tools or the skill, `opening.json` is what this test says that the server answers.
test.each(opening.protocolVersions)(
  'an opening in %s is answered as the server answers it',
  async (version) => {
    const lines = [initialize(version), initialized, asked(2, 'tools/list', {}), asked(3, 'ping')]
    const fronted = lines.map(decideFront)
    expect(fronted.map(({ kind }) => kind)).toEqual(['answer', 'keep', 'answer', 'answer'])
    const answers = fronted.flatMap((one): unknown[] => (one.kind === 'answer' ? [JSON.parse(one.text)] : []))
    expect(answers).toEqual(await served(lines, 3))
  },
)

test.each([
  ['a call', asked(4, 'tools/call', { name: 'list_family', arguments: {} })],
  ['a version of a later protocol', initialize('2099-01-01')],
  ['a later page', asked(4, 'tools/list', { cursor: 'x' })],
  ['what it does not know', asked(4, 'resources/list', {})],
  ['what is no JSON', '{"jsonrpc":'],
  ['nothing', ''],
])('%s is the server’s', (_, line) => {
  expect(decideFront(line)).toEqual({ kind: 'serve' })
})

test('an answer of the server is told by its request, whatever else it writes', () => {
  expect(answeredBy(JSON.stringify({ jsonrpc: '2.0', id: 2, result: {} }))).toBe(2)
  expect(answeredBy(JSON.stringify({ jsonrpc: '2.0', id: 'a', error: { code: 1, message: 'm' } }))).toBe('a')
  expect(answeredBy(asked(2, 'roots/list'))).toBeNull() // it asks, under a number of its own
  expect(answeredBy(JSON.stringify({ jsonrpc: '2.0', method: 'notifications/message' }))).toBeNull()
  expect(answeredBy('')).toBeNull()
})
