import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { hostAddressPath, hostProtocolVersion, terminalMarkerVariable } from '../shared/contract/host.ts'
import { systemClock } from '../shared/kernel/system-clock.ts'
import { boundedLog } from './bounded-log.ts'
import { serveConnection } from './host-connection.ts'
import { readHolder, removeAddress, whileStarting, writeAddress } from './host-lock.ts'
import { IdleExit } from './idle-exit.ts'
import { spawnNodePty } from './node-pty-process.ts'
import { ParseTurns } from './parse-turns.ts'
import { sightProcess } from './process-table.ts'
import { screenFiles } from './screen-files.ts'
import { placeSocket } from './socket-place.ts'
import { Terminals } from './terminals.ts'

// The pty host: `node main.ts --data-dir DIR [--app-version V]`. Owns the ptys and their screens, knows nothing of
// agents, outlives the app. SIGTERM and SIGINT end every process tree, write the screens and leave.

const { values } = parseArgs({
  options: { 'data-dir': { type: 'string' }, 'app-version': { type: 'string', default: '0' } },
})
const dataDir = values['data-dir']
if (!dataDir) {
  console.error('usage: pty-host --data-dir DIR')
  process.exit(2)
}
const clock = systemClock
const log = boundedLog(clock)
delete process.env[terminalMarkerVariable] // started from a pane of the app, this is nevertheless no part of that pane

const version = values['app-version']
const token = randomBytes(32).toString('hex')
const connections = new Set<ReturnType<typeof serveConnection>>()
const terminals = new Terminals({
  clock,
  turns: new ParseTurns({ schedule: setImmediate, now: () => performance.now() }),
  spawnPty: spawnNodePty({ clock, holdsSlave: process.platform === 'darwin' }),
  screens: screenFiles({ folder: join(dirname(join(dataDir, hostAddressPath)), 'screens'), log }),
  feeds: {
    exited: (value) => connections.forEach(({ feeds }) => feeds.exited(value)),
    titleChanged: (value) => connections.forEach(({ feeds }) => feeds.titleChanged(value)),
    directoryChanged: (value) => connections.forEach(({ feeds }) => feeds.directoryChanged(value)),
    bell: (value) => connections.forEach(({ feeds }) => feeds.bell(value)),
  },
  log,
  onLivesChanged: () => idle.check(),
})
const idle = new IdleExit({
  clock,
  isIdle: () => connections.size === 0 && !terminals.hasLiving,
  leave: () => leave('nobody needed it'),
})

let listeningOn: string | null = null
let isLeaving = false
function leave(because: string): void {
  if (isLeaving) return
  isLeaving = true
  log(`leaving: ${because}`)
  void terminals
    .shutDown()
    .catch((error: unknown) => log(`while leaving: ${String(error)}`))
    .then(() => {
      if (removeAddress(dataDir ?? '') && listeningOn !== null) rmSync(listeningOn, { force: true })
      process.exit(0)
    })
}

function serve(socket: Socket): void {
  const connection = serveConnection(socket, {
    terminals,
    clock,
    token,
    version,
    shutDown: () => leave('asked to'),
  })
  connections.add(connection)
  socket.once('close', () => {
    connections.delete(connection)
    idle.check()
  })
}

function listen(socketPath: string): Promise<Server> {
  const server = createServer(serve)
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(socketPath, () => resolve(server))
  })
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => leave(signal))
process.on('SIGHUP', () => {}) // the terminal that started the app may close
process.on('uncaughtException', (error) => log(`uncaught: ${error.stack ?? error.message}`)) // other terminals live on
process.on('unhandledRejection', (error) =>
  log(`unhandled: ${error instanceof Error ? error.stack : String(error)}`),
)

await whileStarting(dataDir, async () => {
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
  const socketPath = placeSocket({ dataDir, platform: process.platform, env: process.env })
  if (process.platform !== 'win32') rmSync(socketPath, { force: true }) // of a dead host: the lock above says so
  await terminals.restoreSaved()
  await listen(socketPath)
  listeningOn = socketPath
  const sighting = await sightProcess(process.pid, process.platform)
  writeAddress(dataDir, {
    pid: process.pid,
    startTime: sighting.kind === 'running' ? sighting.startTime : null,
    socketPath,
    version,
    protocolVersion: hostProtocolVersion,
    token,
  })
  log(`pty host ${version} (pid ${process.pid}) listens on ${socketPath}`)
})
idle.check()
