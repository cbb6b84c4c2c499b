import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { ensurePtyHost } from '../main/supervision/pty-host-client.ts'
import { HostAddress, hostAddressPath, type PtyHost } from '../shared/contract/host.ts'
import { systemClock } from '../shared/kernel/system-clock.ts'

export const ptyHostEntry = fileURLToPath(new URL('../pty-host/main.ts', import.meta.url))

/** What a process started by a test gets. */
export const testEnvironment = { PATH: '/usr/local/bin:/usr/bin:/bin', LANG: 'C.UTF-8', HOME: '/tmp' }

/** A data folder of this test's own; the host that serves it and all its processes end with the test. */
export function makeHostFolder(): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'pty-host-'))
  onTestFinished(async () => {
    // By the command line, not by the address: a start that came second may still be on its way out.
    for (const pid of hostsOf(dataDir)) await endProcess(pid)
    rmSync(dataDir, { recursive: true, force: true })
  })
  return dataDir
}

/** A client of the real host of this folder, started if need be. Ends with the test. */
export async function openRealHost(dataDir: string): Promise<PtyHost> {
  const host = await ensurePtyHost({
    dataDir,
    node24Path: process.execPath,
    entry: ptyHostEntry,
    env: process.env,
    appVersion: 'test',
    clock: systemClock,
  })
  onTestFinished(() => host.dispose())
  return host
}

/** A host of protocol version 1 on this folder; resolves with its process number when it answers. */
export function startOlderHost(dataDir: string, how: { readonly living: boolean }): Promise<number> {
  const entry = fileURLToPath(new URL('older-pty-host.ts', import.meta.url))
  const child = spawn(process.execPath, [entry, dataDir, how.living ? 'living' : 'empty'])
  onTestFinished(() => void child.kill('SIGKILL'))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.stderr.once('data', (text) => reject(new Error(String(text))))
    child.stdout.once('data', () => resolve(child.pid ?? 0))
  })
}

function hostsOf(dataDir: string): readonly number[] {
  const isHost = (pid: string): boolean => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`--data-dir\0${dataDir}\0`)
    } catch {
      return false // it ended
    }
  }
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && isHost(name))
    .map(Number)
}

/** The address the host of this folder wrote, or null. */
export function readAddress(dataDir: string): HostAddress | null {
  try {
    return HostAddress.parse(JSON.parse(readFileSync(join(dataDir, hostAddressPath), 'utf8')))
  } catch {
    return null // no host was started, or it left
  }
}

/** Asks a process to end and waits until it is gone; it is no child of ours, so there is no event to wait for. */
export async function endProcess(pid: number, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  signalIfThere(pid, signal)
  while (signalIfThere(pid, 0)) await new Promise((resolve) => setTimeout(resolve, 10))
}

/** Whether there is such a process; a zombie counts as gone. */
export function signalIfThere(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, signal)
    return !/^\d+ \(.*\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
