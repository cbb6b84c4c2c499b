import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { rouse, wakePipe } from './rouse.ts'

test.skipIf(process.platform === 'win32')(
  'a waiter gets exactly one line; without a waiter nothing is written and nothing blocks',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rouse-'))
    try {
      expect(rouse(folder, 'x')).toEqual({ ok: false, error: 'not-armed' })
      execFileSync('mkfifo', [join(folder, wakePipe)])
      expect(rouse(folder, 'x')).toEqual({ ok: false, error: 'not-armed' })
      const waiter = spawn('sh', [
        '-c',
        'echo armed; read -r line < "$0"; printf %s "$line"',
        join(folder, wakePipe),
      ])
      const heard: string[] = []
      const ended = new Promise((resolve) => waiter.once('close', resolve))
      await new Promise((resolve) => waiter.stdout.once('data', resolve))
      waiter.stdout.on('data', (data: Buffer) => heard.push(data.toString()))
      // Armed is said right before the shell opens the pipe: ask until it has.
      while (!rouse(folder, '2 messages\nfrom lead').ok) await new Promise((resolve) => setImmediate(resolve))
      await ended
      expect(heard.join('')).toBe('2 messages from lead')
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
)
