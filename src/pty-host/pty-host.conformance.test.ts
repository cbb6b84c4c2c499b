import { describe } from 'vitest'
import { systemClock } from '../shared/kernel/system-clock.ts'
import { FakePtyHost } from '../testing/fake-pty-host.ts'
import { describePtyHost } from '../testing/pty-host-conformance.ts'
import { makeHostFolder, openRealHost, testEnvironment } from '../testing/real-pty-host.ts'

describe('the real pty host', () => {
  const sh = (script: string): readonly string[] => ['/bin/sh', '-c', script]
  const start = async () => ({
    host: await openRealHost(makeHostFolder()),
    cwd: '/tmp',
    env: testEnvironment,
  })
  describePtyHost(start, {
    printAndExit: (text, code) => sh(`echo '${text}'; exit ${code}`),
    echo: () => sh('echo ready; while read line; do echo "got $line"; done'),
    wait: () => sh('echo ready; read line'),
  })
})

describe('the fake pty host', () => {
  const programs = {
    'print-and-exit': (process) => {
      process.output(`${process.request.argv[1]}\r\n`)
      process.exit({ exitCode: Number(process.request.argv[2]), signal: null })
    },
    echo: (process) => {
      process.onInput = (data) => process.output(`got ${data.trim()}\r\n`)
      process.output('ready\r\n')
    },
    wait: (process) => process.output('ready\r\n'),
  } satisfies ConstructorParameters<typeof FakePtyHost>[0]['programs']
  const start = async () => ({
    host: new FakePtyHost({ clock: systemClock, programs }),
    cwd: '/tmp',
    env: {},
  })
  describePtyHost(start, {
    printAndExit: (text, code) => ['print-and-exit', text, String(code)],
    echo: () => ['echo'],
    wait: () => ['wait'],
  })
})
