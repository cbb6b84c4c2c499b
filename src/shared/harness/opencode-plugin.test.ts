import { expect, test } from 'vitest'
import { settle } from '../../testing/fake-clock.ts'
import { openCodePlugin, openCodePluginSource, type OpenCodePluginSettings } from './opencode-plugin.ts'

/** A plugin whose hooks answer what the test lays ready, and all that it did. */
function world(overrides: Partial<OpenCodePluginSettings> = {}) {
  const did: string[] = []
  const told: string[] = []
  const mail: Record<string, string> = {}
  const waiting: ((line: string) => void)[] = []
  let now = 0
  const settings: OpenCodePluginSettings = {
    ...{ hook: ['hook'], session: null, prompt: null, wakePrompt: 'you have mail' },
    ...{ wakeWaiter: 'wake', answerWaiter: 'answer', atWork: 'at-work' },
    ...overrides,
  }
  const client = {
    session: {
      get: ({ path }: { path: { id: string } }) =>
        Promise.resolve({ data: path.id === 'child' ? { parentID: 'root' } : {} }),
      promptAsync: ({ path, body }: { path: { id: string }; body: { parts: { text: string }[] } }) => {
        did.push(`prompt ${path.id}: ${body.parts[0]?.text}`)
        return Promise.resolve({})
      },
    },
    _client: {
      post: ({ url, body }: { url: string; body: object }) => {
        did.push(`post ${url} ${JSON.stringify(body)}`)
        return Promise.resolve(null)
      },
    },
  }
  const parts = {
    run: ([program, event = '']: readonly string[], input: string) => {
      if (program !== 'hook')
        return new Promise<{ out: string; err: string }>((resolve) =>
          waiting.push((line) =>
            resolve(program === 'wake' ? { out: '', err: line } : { out: line, err: '' }),
          ),
        )
      const { session_id, ...fields } = JSON.parse(input) as { session_id: string } & Record<string, unknown>
      told.push(
        [
          event,
          session_id,
          ...Object.entries(fields).flatMap(([key, value]) => [key, JSON.stringify(value)]),
        ].join(' '),
      )
      const out = mail[event] ?? ''
      delete mail[event]
      return Promise.resolve({ out, err: '' })
    },
    keep: (_file: string, content: string | null) => void did.push(`at work: ${content}`),
    later: (work: () => void) => work(),
    retries: { triesBeforeTold: 5, waitBeforeToldMs: 60_000, now: () => now },
  }
  // the options have the shapes that the plugin gives them
  const plugin = openCodePlugin(client as unknown as Parameters<typeof openCodePlugin>[0], settings, parts)
  const event = async (type: string, properties: object): Promise<void> => {
    plugin.event({ event: { type, properties } })
    await settle()
  }
  const prompt = async (sessionID = 'root') => {
    const output = {
      parts: [{ id: 'prt_0123456789abXXXXXXXXXXXXXX', messageID: 'm', sessionID }] as object[],
    }
    await plugin['chat.message']({ sessionID }, output)
    return output.parts.slice(1)
  }
  const wake = async (line = 'woken'): Promise<void> => {
    waiting.shift()?.(line)
    await settle()
  }
  return { ...{ did, told, mail, waiting, plugin, event, prompt, wake }, setNow: (at: number) => (now = at) }
}

test('a turn is told from its prompt to its end, with what was said last; its mail stands behind the prompt', async () => {
  const { told, mail, plugin, event, prompt } = world()
  mail['prompt'] = 'the mail'
  expect(await prompt()).toMatchObject([
    { type: 'text', text: 'the mail', synthetic: true, id: 'prt_0123456789abzzXXXXXXXXXXXX' },
  ])
  await plugin['experimental.text.complete']({ sessionID: 'root' }, { text: 'all done' })
  await event('session.idle', { sessionID: 'root' })
  await event('session.idle', { sessionID: 'root' })
  expect(told).toEqual([
    'session root',
    'prompt root is_continuation false',
    'idle root summary "all done" is_last false',
  ])
})

test('mail goes in after a tool, whatever the shape of its result; what it is at is kept meanwhile', async () => {
  const { did, mail, plugin, prompt } = world()
  await prompt()
  await plugin['tool.execute.before']({ tool: 'bash', sessionID: 'root' }, { args: { command: 'ls' } })
  mail['tool'] = 'the mail'
  const printed = { output: 'files' }
  await plugin['tool.execute.after']({ sessionID: 'root' }, printed)
  expect(printed.output).toBe('files\n\nthe mail')
  mail['tool'] = 'more'
  const content: object[] = []
  await plugin['tool.execute.after']({ sessionID: 'root' }, { content })
  expect(content).toEqual([{ type: 'text', text: 'more' }])
  expect(did.slice(0, 2)).toEqual([
    'at work: {"tool_name":"bash","tool_input":{"command":"ls"}}',
    'at work: null',
  ])
})

test('with mail at its end the turn goes on', async () => {
  const { did, told, mail, event, prompt } = world()
  await prompt()
  mail['idle'] = 'the mail'
  await event('session.idle', { sessionID: 'root' })
  expect(did.at(-1)).toBe('prompt root: the mail')
  await prompt()
  expect(told.at(-1)).toBe('prompt root is_continuation true')
})

test('a line in the pipe begins a turn of an idle session and none of a working one; an empty line means nothing', async () => {
  const { did, event, prompt, waiting, wake } = world()
  await prompt()
  await wake()
  expect(did).not.toContain('prompt root: you have mail')
  await event('session.idle', { sessionID: 'root' })
  await wake()
  expect(did.at(-1)).toBe('prompt root: you have mail')
  expect(waiting).toHaveLength(1)
  await wake('')
  expect(waiting).toHaveLength(0)
})

test('a permission is told and answered from elsewhere; one that was answered in the pane leaves no answer', async () => {
  const { did, told, event, prompt, waiting } = world()
  await prompt()
  const asked = { id: 'per_1', permission: 'bash', patterns: ['touch *'], metadata: { command: 'touch x' } }
  await event('permission.asked', { ...asked, sessionID: 'child' })
  expect(told.at(-1)).toBe('ask root kind "permission" tool "bash" subject "touch x"')
  waiting.at(-1)?.('{"reply":"once"}')
  await settle()
  expect(did.at(-1)).toBe('post /permission/per_1/reply {"reply":"once"}')
  await event('permission.replied', {})
  await event('permission.asked', { ...asked, id: 'per_2' })
  waiting.at(-1)?.('')
  await settle()
  expect(told.slice(-2)).toEqual([
    'answered root',
    'ask root kind "permission" tool "bash" subject "touch x"',
  ])
  expect(did.filter((line) => line.startsWith('post'))).toHaveLength(1)
})

test('a failure and a turn that was broken off are told once, as such', async () => {
  const { told, event, prompt } = world()
  const end = async (error: object): Promise<string | undefined> => {
    await prompt()
    await event('session.error', { sessionID: 'root', error })
    await event('session.idle', { sessionID: 'root' })
    await event('session.idle', { sessionID: 'root' })
    return told.at(-1)
  }
  expect(await end({ name: 'APIError', data: { message: 'no', statusCode: 401 } })).toBe(
    'failed root error {"name":"APIError","message":"no","status":401}',
  )
  expect(await end({ name: 'MessageAbortedError', data: {} })).toBe('interrupted root')
  await prompt()
  await event('session.status', {
    sessionID: 'root',
    status: { type: 'retry', attempt: 1, message: 'x', next: 1 },
  })
  await event('session.idle', { sessionID: 'root' })
  expect(told.at(-1)).toBe('interrupted root')
})

test('it tries again for ever: a long wait or many tries are told once, and that it went on after all', async () => {
  const { told, plugin, event, prompt, setNow } = world()
  await prompt()
  const retry = (attempt: number, next: number) =>
    event('session.status', { sessionID: 'root', status: { type: 'retry', attempt, message: 'limit', next } })
  await retry(1, 2_000)
  expect(told.at(-1)).toContain('prompt')
  await retry(2, 3_600_000)
  await retry(3, 3_600_000)
  expect(told.slice(-1)).toEqual(['failed root error {"name":"","message":"limit","resets_at":3600000}'])
  setNow(3_600_000)
  await event('session.status', { sessionID: 'root', status: { type: 'busy' } })
  await plugin['experimental.text.complete']({ sessionID: 'root' }, { text: 'at last' })
  await event('session.idle', { sessionID: 'root' })
  expect(told.slice(-2)).toEqual([
    'prompt root is_continuation true',
    'idle root summary "at last" is_last false',
  ])
})

test("a subagent's session is no session of the run", async () => {
  const { told, event, prompt } = world()
  await prompt()
  await event('session.created', { info: { id: 'child', parentID: 'root' } })
  await prompt('child')
  await event('session.idle', { sessionID: 'child' })
  expect(told).toEqual(['session root', 'prompt root is_continuation false'])
})

test('a resume begins with its prompt, in its own session', () => {
  const { did, waiting } = world({ session: 'ses_1', prompt: '--you have mail' })
  expect(did).toEqual(['prompt ses_1: --you have mail'])
  expect(waiting).toHaveLength(1)
})

test('the file it is written into needs nothing else', async () => {
  const settings = {
    hook: ['true'],
    session: null,
    prompt: null,
    wakePrompt: 'w',
    wakeWaiter: null,
    answerWaiter: null,
    atWork: 'a',
  }
  const source = openCodePluginSource(settings)
  const { Reveille } = (await import(`data:text/javascript,${encodeURIComponent(source)}`)) as {
    Reveille: (input: object) => Promise<Record<string, unknown>>
  }
  expect(Object.keys(await Reveille({ client: {} }))).toContain('chat.message')
  expect(await Reveille({ client: {} })).toEqual({})
})
