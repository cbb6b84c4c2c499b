import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { HostAddress, hostAddressPath } from '../shared/contract/host.ts'
import { hostStartWithinMs } from '../shared/terminal-limits.ts'
import { sightProcess, type ProcessSighting } from './process-table.ts'

/** What is known of the process that wrote an address. */
export type HolderFacts = {
  readonly writtenStartTime: string | null
  readonly sighting: ProcessSighting // of its number now
  readonly socket: 'answers' | 'refuses' | 'unknown'
}

/** Whether the host of an address lives. Only proof makes it dead: what cannot be told counts as alive. */
export function judgeHolder(facts: HolderFacts): 'alive' | 'dead' | 'cannot-tell' {
  if (facts.sighting.kind === 'gone') return 'dead'
  const { startTime } = facts.sighting
  if (startTime !== null && facts.writtenStartTime !== null)
    return startTime === facts.writtenStartTime ? 'alive' : 'dead'
  if (facts.socket === 'answers') return 'alive'
  return facts.socket === 'refuses' ? 'dead' : 'cannot-tell'
}

/** Runs `start` while no other start on this data folder does: the lock is the system's and dies with its holder. */
export async function whileStarting<Value>(dataDir: string, start: () => Promise<Value>): Promise<Value> {
  const folder = dirname(join(dataDir, hostAddressPath))
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const lock = new DatabaseSync(join(folder, 'starting.lock'))
  try {
    lock.exec(`PRAGMA busy_timeout = ${hostStartWithinMs}; BEGIN EXCLUSIVE`)
    return await start()
  } finally {
    lock.close()
  }
}

/** The address in the data folder and whether its host lives; null when there is none or it cannot be read. */
export async function readHolder(dataDir: string) {
  const address = readAddress(dataDir)
  if (address === null) return null
  const verdict = judgeHolder({
    writtenStartTime: address.startTime,
    sighting: await sightProcess(address.pid, process.platform),
    socket: await probe(address.socketPath),
  })
  return { address, verdict }
}

/** Writes the address so that nobody reads half of it and nobody else reads it at all. */
export function writeAddress(dataDir: string, address: HostAddress): void {
  const path = join(dataDir, hostAddressPath)
  writeFileSync(`${path}.new`, JSON.stringify(address), { mode: 0o600 })
  renameSync(`${path}.new`, path)
}

/** Takes the address away if it is still ours, and says whether it was. */
export function removeAddress(dataDir: string): boolean {
  const isOurs = readAddress(dataDir)?.pid === process.pid
  if (isOurs) rmSync(join(dataDir, hostAddressPath), { force: true })
  return isOurs
}

function readAddress(dataDir: string): HostAddress | null {
  try {
    const parsed = HostAddress.safeParse(JSON.parse(readFileSync(join(dataDir, hostAddressPath), 'utf8')))
    return parsed.success ? parsed.data : null
  } catch {
    return null // none, or torn: nobody can be using a host whose address cannot be read
  }
}

function probe(socketPath: string): Promise<HolderFacts['socket']> {
  return new Promise((resolve) => {
    const socket = connect(socketPath)
    socket.once('connect', () => {
      socket.destroy()
      resolve('answers')
    })
    socket.once('error', (error: NodeJS.ErrnoException) => {
      // A pipe of Windows goes with its process; a socket file may have been cleaned away while its host lives.
      const isGone =
        error.code === 'ECONNREFUSED' || (error.code === 'ENOENT' && process.platform === 'win32')
      resolve(isGone ? 'refuses' : 'unknown')
    })
  })
}
