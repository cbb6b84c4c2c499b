import { copyFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { PtyHost } from '../shared/contract/host.ts'
import { TerminalId } from '../shared/domain/ids.ts'
import { everythingOn, terminalAfter } from '../testing/replay-check.ts'
import { watch } from '../testing/pty-host-conformance.ts'
import {
  endProcess,
  makeHostFolder,
  openRealHost,
  readAddress,
  testEnvironment,
} from '../testing/real-pty-host.ts'

const size = { cols: 80, rows: 24 }
const programs = ['claude', 'codex', 'gemini', 'opencode', 'htop']
const idOf = (name: string): TerminalId => TerminalId.parse(`t-${name}`)

const keptOf = (dataDir: string, name: string): string =>
  readFileSync(join(dataDir, 'pty-host/history', `${idOf(name)}.history`), 'latin1')

/** Every cell of what a viewer gets who comes now. */
const screenOf = async (host: PtyHost, name: string) => {
  const viewer = watch(host, idOf(name))
  await viewer.until(() => viewer.replay !== null)
  const { serialized = new Uint8Array() } = viewer.replay ?? {}
  viewer.attachment.dispose()
  return everythingOn(await terminalAfter([serialized], size))
}

test('what the agent CLIs have drawn comes back cell by cell: to who comes later, after a restart, after kill -9', async () => {
  const dataDir = makeHostFolder()
  let host = await openRealHost(dataDir)
  for (const name of programs) {
    copyFileSync(new URL(`recordings/${name}.session`, import.meta.url), join(dataDir, name))
    await host.note(idOf(name), 'begins')
    const viewer = watch(host, idOf(name))
    await viewer.untilText('begins')
    const script = `stty raw -echo; printf '\\033c'; cat ${name}; printf '\\033]2;drawn\\007'; exec sleep 1000`
    const argv = ['/bin/sh', '-c', script]
    await host.spawn({ terminalId: idOf(name), argv, cwd: dataDir, env: testEnvironment, ...size })
    await viewer.untilText(']2;drawn')
  }
  const all = async () => Promise.all(programs.map((name) => screenOf(host, name)))
  const before = await all()
  expect(await all()).toEqual(before)
  for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
    const { pid } = readAddress(dataDir) ?? { pid: 0 }
    for (const name of programs) await expect.poll(() => keptOf(dataDir, name)).toContain('drawn') // its last title
    host.dispose()
    await endProcess(pid, signal)
    host = await openRealHost(dataDir)
    expect(await all(), signal).toEqual(before)
  }
}, 120_000)
