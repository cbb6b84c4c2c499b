import { expect, test } from 'vitest'
import { cliShims } from './cli-shim.ts'
import { cleanEnvironment, runEnvironment } from './environment.ts'

test('an agent does not believe that it runs inside another one, or inside us', () => {
  const around = {
    ...{ CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: 'x', CLAUDE_CODE_ENTRYPOINT: 'cli', CLAUDE_PID: '1' },
    ...{
      REVEILLE_TOKEN: 'secret',
      ELECTRON_RUN_AS_NODE: '1',
      NODE_OPTIONS: '--x',
      npm_config_x: '1',
      VITEST: 'true',
    },
  }
  expect(cleanEnvironment(around)).toEqual({})
})

test("the user's own choices stay", () => {
  const own = {
    ...{
      PATH: '/bin',
      HOME: '/home/u',
      CLAUDE_CONFIG_DIR: '/c',
      ANTHROPIC_BASE_URL: 'http://x',
      SSH_AUTH_SOCK: '/s',
    },
    ...{ CLAUDE_CODE_USE_BEDROCK: '1', CLAUDE_CODE_OAUTH_TOKEN: 't' },
  }
  expect(cleanEnvironment({ ...own, GONE: undefined })).toEqual(own)
})

test('a run finds its service, its identity and the CLI', () => {
  const run = { runId: 'r', parentRunId: null, token: 't', url: 'u', serviceFile: null, harness: 'claude' }
  const place = { name: 'n', runDirectory: '/r', session: 's', binDirectory: '/bin2' }
  expect(runEnvironment({ ...run, ...place }, { PATH: '/bin' }, ':')).toEqual({
    ...{ REVEILLE_RUN_ID: 'r', REVEILLE_TOKEN: 't', REVEILLE_URL: 'u', REVEILLE_HARNESS: 'claude' },
    ...{ REVEILLE_AGENT_NAME: 'n', REVEILLE_RUN_DIR: '/r', REVEILLE_SESSION_ID: 's', PATH: '/bin2:/bin' },
  })
})

test.each([
  ['no proxy', {}, {}],
  ['a proxy', { HTTP_PROXY: 'p' }, { NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1' }],
  [
    'a proxy with exceptions of its own',
    { https_proxy: 'p', no_proxy: 'a.example' },
    { NO_PROXY: 'a.example,127.0.0.1', no_proxy: 'a.example,127.0.0.1' },
  ],
  ['one that is not asked for this machine', { all_proxy: 'p', NO_PROXY: 'a, 127.0.0.1' }, {}],
  ['one that is asked for nothing', { ALL_PROXY: 'p', NO_PROXY: '*' }, {}],
])('with %s an agent reaches the service on its own machine', (_, around, expected) => {
  const run = { runId: 'r', parentRunId: null, token: 't', serviceFile: null, harness: 'claude' }
  const place = { name: 'n', runDirectory: '/r', session: 's', binDirectory: '/bin2' }
  const proxiesOf = (url: string) => {
    const { NO_PROXY, no_proxy } = runEnvironment({ ...run, ...place, url }, around, ':')
    return {
      ...(NO_PROXY === undefined ? {} : { NO_PROXY }),
      ...(no_proxy === undefined ? {} : { no_proxy }),
    }
  }
  expect(proxiesOf('http://127.0.0.1:8080/api/v1')).toEqual(expected)
  expect(proxiesOf('https://team.example/api/v1')).toEqual({})
  expect(proxiesOf('http://127.0.0.1.example/api/v1')).toEqual({})
})

test('the shim passes every word on, whatever its own path is', () => {
  const [script] = cliShims(['/a b/node', "/it's/cli.mjs"], 'linux')
  expect(script).toEqual({
    name: 'reveille',
    content: `#!/bin/sh\nexec '/a b/node' '/it'\\''s/cli.mjs' "$@"\n`,
    mode: 0o755,
  })
  expect(cliShims(['C:\\node.exe', 'C:\\cli.mjs'], 'win32').map(({ name }) => name)).toEqual([
    'reveille',
    'reveille.cmd',
  ])
})
