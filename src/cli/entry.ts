import { realpathSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** The file this process was started with: `src/cli/main.ts` in a checkout, `cli.mjs` in the packaged app. */
export const entryFile = (): string => realpathSync(process.argv[1] ?? '.')

/** The entry of another background program, beside ours. The CLI starts them; it never imports them. */
export function siblingEntry(program: 'service' | 'worker'): string {
  const own = entryFile()
  return basename(own) === 'main.ts'
    ? join(dirname(own), '..', program, 'main.ts')
    : join(dirname(own), `${program}.mjs`)
}
