import { _electron } from '@playwright/test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { proportionalMemory, withDescendants } from './process-memory.ts'

const flags = process.getuid?.() === 0 ? ['--no-sandbox'] : []

/** From the start of the process to the first frame of an empty Electron window of the same runtime, in milliseconds. */
export async function startEmptyWindow(ready: string): Promise<number> {
  return (await openEmptyWindow(ready, () => 0)).took
}

/** The memory of such a window's processes, in MB (PSS). */
export async function emptyWindowMemory(ready: string): Promise<number> {
  return (await openEmptyWindow(ready, (pid) => proportionalMemory(withDescendants(pid)))).measured
}

async function openEmptyWindow(
  ready: string,
  measure: (pid: number) => number,
): Promise<{ readonly took: number; readonly measured: number }> {
  const home = mkdtempSync(join(tmpdir(), 'empty-app-'))
  const env = { ...process.env, HOME: home } as Record<string, string> // an environment has strings only
  const startedAt = performance.now()
  const app = await _electron.launch({ args: [...flags, join(import.meta.dirname, 'empty-app')], env })
  await (await app.firstWindow()).waitForSelector(ready)
  const took = performance.now() - startedAt
  const measured = measure(app.process().pid ?? 0)
  await app.close()
  rmSync(home, { recursive: true, force: true, maxRetries: 5 })
  return { took, measured }
}
