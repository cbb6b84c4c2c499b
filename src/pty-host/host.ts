import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import {
  hostAddressPath,
  hostProtocolVersion,
  terminalMarkerVariable,
  type HostAddress,
} from '../shared/contract/host.ts'
import { ownPalettes } from '../shared/domain/palettes/palette-in-use.ts'
import { systemClock } from '../shared/kernel/system-clock.ts'
import { historyBytesMax, screenThreadsMax } from '../shared/terminal-limits.ts'
import { boundedLog } from './bounded-log.ts'
import { HistoryTrouble } from './history-trouble.ts'
import { takeLegacyScreens } from './history/legacy-screens.ts'
import { readSavedTerminals } from './history/saved-terminals.ts'
import { serveConnection } from './host-connection.ts'
import { HostListener } from './host-listener.ts'
import { readHolder, removeAddress, whileStarting, writeAddress } from './host-lock.ts'
import { IdleExit } from './idle-exit.ts'
import { spawnNodePty } from './node-pty-process.ts'
import { sightProcess } from './process-table.ts'
import { ScreenThreads } from './screens/screen-threads.ts'
import { markersOf } from './terminal-marker.ts'
import { Terminals } from './terminals.ts'

/**
 * The pty host: `node main.ts --data-dir DIR [--app-version V] [--history-bytes N]`. Owns the ptys and their screens, knows
 * nothing of agents, outlives the app. SIGTERM and SIGINT end every process tree, write the screens and leave. `entry` is
 * what a thread of screens is started with.
 */
export async function runHost(entry: URL): Promise<void> {
  const { values } = parseArgs({
    options: {
      'data-dir': { type: 'string' },
      'app-version': { type: 'string', default: '0' },
      'history-bytes': { type: 'string', default: String(historyBytesMax) },
    },
  })
  const { 'data-dir': dataDir, 'app-version': version } = values
  if (!dataDir) {
    console.error('usage: pty-host --data-dir DIR')
    process.exit(2)
  }
  const clock = systemClock
  const log = boundedLog(clock)
  delete process.env[terminalMarkerVariable] // started from a pane of the app, this is nevertheless no part of that pane

  const token = randomBytes(32).toString('hex')
  const hostFolder = dirname(join(dataDir, hostAddressPath))
  const folder = join(hostFolder, 'history')
  const connections = new Set<ReturnType<typeof serveConnection>>()
  const trouble = new HistoryTrouble((problem) => {
    log(problem === null ? 'histories are kept again' : `histories cannot be kept: ${problem}`)
    connections.forEach(({ feeds }) => feeds.storageChanged({ problem }))
  })
  const screens = new ScreenThreads({
    entry,
    options: {
      folder,
      bytesMax: Number(values['history-bytes']) || historyBytesMax,
      colours: ownPalettes.dark,
    },
    threadsMax: Math.max(1, Math.min(screenThreadsMax, availableParallelism() - 1)),
    clock,
    log,
  })
  screens.warmUp()
  const terminals = new Terminals({
    clock,
    spawnPty: spawnNodePty({ clock, holdsSlave: process.platform === 'darwin' }),
    openScreen: (id, facts) => screens.open(id, facts),
    colour: (colours) => screens.colour(colours),
    feeds: {
      exited: (value) => connections.forEach(({ feeds }) => feeds.exited(value)),
      titleChanged: (value) => connections.forEach(({ feeds }) => feeds.titleChanged(value)),
      directoryChanged: (value) => connections.forEach(({ feeds }) => feeds.directoryChanged(value)),
      signalled: (value) => connections.forEach(({ feeds }) => feeds.signalled(value)),
      bell: (value) => connections.forEach(({ feeds }) => feeds.bell(value)),
    },
    log,
    markerOf: markersOf(dataDir),
    onHistoryTrouble: (id, problem) => trouble.changed(id, problem),
    onLivesChanged: () => idle.check(),
  })
  const idle = new IdleExit({
    clock,
    isIdle: () => connections.size === 0 && !terminals.hasLiving,
    leave: () => leave('nobody needed it'),
  })

  let isLeaving = false
  const leave = (because: string): void => {
    if (isLeaving) return
    isLeaving = true
    log(`leaving: ${because}`)
    void terminals
      .shutDown()
      .catch((error: unknown) => log(`while leaving: ${String(error)}`))
      .then(() => {
        if (removeAddress(dataDir)) listener.remove()
        process.exit(0)
      })
  }
  const serve = (socket: Socket): void => {
    const deps = { terminals, clock, token, version, storageProblem: () => trouble.problem }
    const connection = serveConnection(socket, { ...deps, shutDown: () => leave('asked to') })
    connections.add(connection)
    socket.once('close', () => {
      connections.delete(connection)
      idle.check()
    })
  }
  let address: HostAddress | null = null
  const listener = new HostListener({
    place: { dataDir, platform: process.platform, env: process.env },
    clock,
    serve,
    log,
    onMoved: (socketPath) => {
      if (address) writeAddress(dataDir, { ...address, socketPath })
    },
  })

  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => leave(signal))
  process.on('SIGHUP', () => {}) // the terminal that started the app may close
  process.on('uncaughtException', (error) => log(`uncaught: ${error.stack ?? error.message}`)) // other terminals live on
  process.on('unhandledRejection', (error) =>
    log(`unhandled: ${error instanceof Error ? error.stack : String(error)}`),
  )

  await whileStarting(dataDir, async () => {
    await refuseSecond(dataDir)
    await takeLegacyScreens({ from: join(hostFolder, 'screens'), folder, log })
    terminals.restoreSaved(await readSavedTerminals(folder, log))
    const socketPath = await listener.listen()
    const sighting = await sightProcess(process.pid, process.platform)
    const startTime = sighting.kind === 'running' ? sighting.startTime : null
    const protocolVersion = hostProtocolVersion
    address = { pid: process.pid, startTime, socketPath, version, protocolVersion, token }
    writeAddress(dataDir, address)
    log(`pty host ${version} (pid ${process.pid}) listens on ${socketPath}`)
  })
  idle.check()
}

/** Ends this process when another host serves the folder, or may. */
async function refuseSecond(dataDir: string): Promise<void> {
  const holder = await readHolder(dataDir)
  if (holder?.verdict === 'alive') {
    console.log(`a pty host already serves ${dataDir} (pid ${holder.address.pid})`)
    process.exit(0)
  }
  if (holder?.verdict === 'cannot-tell') {
    console.error(
      `cannot tell whether the pty host with pid ${holder.address.pid} lives; not starting another`,
    )
    process.exit(3)
  }
}
