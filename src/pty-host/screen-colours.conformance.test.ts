import { expect, test } from 'vitest'
import { TerminalId } from '../shared/domain/ids.ts'
import { ownPalettes } from '../shared/domain/palettes/palette-in-use.ts'
import { watch } from '../testing/pty-host-conformance.ts'
import {
  endProcess,
  makeHostFolder,
  openRealHost,
  readAddress,
  startOlderHost,
  testEnvironment,
} from '../testing/real-pty-host.ts'

const id = TerminalId.parse('t-colours')
const size = { cols: 80, rows: 24 }
/** Asks for the ground, the text and the red whenever it is sent a line, and shows what it is told. */
const asks = `stty -echo; echo ready; while read -r line; do
  for query in 11 10 '4;1'; do printf '\\033]%s;?\\033\\\\' "$query"; IFS= read -rs -d '\\' told; printf '<%s>' "$told" | tr -d '\\033'; done; echo " $line"
done`

test('programs that ask for colours are told those on screen: before anybody looks, when they change, by a new host', async () => {
  const dataDir = makeHostFolder()
  const host = await openRealHost(dataDir)
  await host.colour(ownPalettes.light)
  const begin = async (): Promise<void> => {
    await host.spawn({
      terminalId: id,
      argv: ['/bin/bash', '-c', asks],
      cwd: '/',
      env: testEnvironment,
      ...size,
    })
  }
  await begin()
  await host.write(id, 'unseen\n')
  const viewer = watch(host, id)
  await viewer.untilText(' unseen')
  await host.colour({ ...ownPalettes.dark, background: '#102030' })
  await host.write(id, 'changed\n')
  await viewer.untilText(' changed')
  const { pid } = readAddress(dataDir) ?? { pid: 0 }
  const isBack = new Promise<void>((resolve) =>
    host.onConnectionChanged((now) => now.kind === 'connected' && now.isNewHost && resolve()),
  )
  await endProcess(pid, 'SIGKILL')
  await isBack
  await begin()
  const later = watch(host, id)
  await host.write(id, 'again\n')
  await later.untilText(' again')
  const told = (text: string): string[] =>
    [...text.matchAll(/<\](\S+?)>| (unseen|changed|again)/g)].map(([, answer, when]) => answer ?? when ?? '')
  const light = ['11;rgb:ffff/ffff/ffff', '10;rgb:1a1a/2222/3030', '4;1;rgb:c3c3/2929/3434']
  const dark = ['11;rgb:1010/2020/3030', '10;rgb:dbdb/e2e2/ecec', '4;1;rgb:ffff/7b7b/8181']
  expect(told(viewer.text)).toEqual([...light, 'unseen', ...dark, 'changed'])
  expect(told(later.text).slice(-4)).toEqual([...dark, 'again']) // before it stands what was restored
})

test('a host of before, which cannot be told, is left as it is', async () => {
  const dataDir = makeHostFolder()
  await startOlderHost(dataDir, { living: true })
  const host = await openRealHost(dataDir)
  await host.colour(ownPalettes.light)
  expect(await host.list()).toHaveLength(1)
})
