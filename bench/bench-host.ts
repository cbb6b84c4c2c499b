import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ensurePtyHost } from '../src/main/supervision/pty-host-client.ts'
import { HostAddress, hostAddressPath, type PtyHost } from '../src/shared/contract/host.ts'
import { systemClock } from '../src/shared/kernel/system-clock.ts'

/** A real pty host of this folder. */
export async function openBenchHost(
  dataDir: string,
): Promise<{ readonly host: PtyHost; readonly pid: number; readonly close: () => Promise<void> }> {
  const host = await ensurePtyHost({
    dataDir,
    node24Path: process.execPath,
    entry: join(import.meta.dirname, '../src/pty-host/main.ts'),
    env: process.env,
    appVersion: '0.0.0',
    clock: systemClock,
  })
  const { pid } = HostAddress.parse(JSON.parse(readFileSync(join(dataDir, hostAddressPath), 'utf8')))
  return { host, pid, close: () => host.shutdown() }
}

/** What a process holds in memory of its own, in MB (Linux: its proportional set). */
export function memoryOf(pid: number): number {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
  return Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1]) / 1024
}

/** Processor time a process took so far, in milliseconds (Linux: ticks of 10 ms). */
export function processorOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}
