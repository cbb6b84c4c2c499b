import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { terminalMarkerVariable } from '../shared/contract/host.ts'
import type { ProcessEntry } from './process-tree.ts'

const run = promisify(execFile)

let reading: Promise<readonly ProcessEntry[]> | null = null

/**
 * Every process there is, as far as this user may see it, read after this call; once for all who ask in the same moment, as
 * a host does that sweeps after fifty terminals when it starts. Empty on Windows, where trees are ended by `taskkill`.
 */
export function readProcessTable(platform: NodeJS.Platform): Promise<readonly ProcessEntry[]> {
  reading ??= new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
    reading = null
    return readTable(platform)
  })
  return reading
}

async function readTable(platform: NodeJS.Platform): Promise<readonly ProcessEntry[]> {
  if (platform === 'win32') return []
  if (platform !== 'linux') return readPsTable()
  const names = await readdir('/proc')
  const entries = await Promise.all(names.filter((name) => /^\d+$/.test(name)).map(readProcEntry))
  return entries.filter((entry) => entry !== null)
}

/** A process number looked up. `startTime` is comparable over reboots, null where the system does not tell. */
export type ProcessSighting =
  | { readonly kind: 'gone' }
  | { readonly kind: 'running'; readonly startTime: string | null }

/** Whether there is a process of this number, and since when. */
export async function sightProcess(pid: number, platform: NodeJS.Platform): Promise<ProcessSighting> {
  if (!isThere(pid)) return { kind: 'gone' }
  if (platform === 'linux') {
    const entry = await readProcEntry(String(pid))
    if (entry === null && !isThere(pid)) return { kind: 'gone' }
    return { kind: 'running', startTime: entry?.startTime ?? null }
  }
  if (platform === 'win32') return { kind: 'running', startTime: null }
  const listed = await run('ps', ['-o', 'lstart=', '-p', String(pid)]).catch(() => null)
  return { kind: 'running', startTime: listed?.stdout.trim() || null }
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH') // EPERM: somebody else's
  }
}

let bootId: string | null = null

/** Ticks since boot repeat after a reboot; with the boot's id they do not. */
function linuxStartTime(ticks: string): string {
  bootId ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  return `${bootId}:${ticks}`
}

/** A zombie has ended already: it counts as gone. */
async function readProcEntry(name: string): Promise<ProcessEntry | null> {
  const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => null)
  if (stat === null) return null // it ended since the listing
  // The name in parentheses may itself hold spaces and parentheses; the fields count from behind the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [state, parentPid, groupId, sessionId] = fields
  const ticks = fields[19]
  if (state === 'Z' || state === 'X' || ticks === undefined) return null
  const environment = await readFile(`/proc/${name}/environ`, 'latin1').catch(() => '') // another user's
  return {
    pid: Number(name),
    parentPid: Number(parentPid),
    groupId: Number(groupId),
    sessionId: Number(sessionId),
    startTime: linuxStartTime(ticks),
    marker: markerIn(environment.split('\0')),
  }
}

function markerIn(variables: readonly string[]): string | null {
  const prefix = `${terminalMarkerVariable}=`
  return variables.find((variable) => variable.startsWith(prefix))?.slice(prefix.length) ?? null
}

async function readPsTable(): Promise<readonly ProcessEntry[]> {
  const many = { maxBuffer: 64 * 1024 * 1024 }
  const [listed, environments] = await Promise.all([
    run('ps', ['-axo', 'pid=,ppid=,pgid=,lstart='], many),
    run('ps', ['-axEww', '-o', 'pid=,command='], many).catch(() => ({ stdout: '' })),
  ])
  const markers = new Map(
    environments.stdout.split('\n').map((line) => {
      const words = line.trim().split(/\s+/)
      return [Number(words[0]), markerIn(words)]
    }),
  )
  return listed.stdout.split('\n').flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(.+)$/.exec(line)
    if (!match) return []
    const [pid, parentPid, groupId] = match.slice(1, 4).map(Number)
    if (pid === undefined || parentPid === undefined || groupId === undefined) return []
    const startTime = match[4]?.trim() ?? ''
    return [{ pid, parentPid, groupId, sessionId: groupId, startTime, marker: markers.get(pid) ?? null }]
  })
}
