/** `npm run check`: the gate before every commit. `--static` leaves the tests out. All steps run, the worst is answered. */
import { ensureDependencies } from './lib/dependencies.mjs'
import { runOnNode24 } from './lib/node24.mjs'
import { runScript, say } from './lib/report.mjs'
import { interrupted } from './lib/run.mjs'

/** @type {ReadonlyArray<readonly [name: string, tool: string, args: readonly string[]]>} */
const steps = [
  ['format', 'oxfmt', ['--check']],
  ['lint', 'oxlint', ['--quiet']],
  ['types', 'tsc', ['-b']],
  ['dead code', 'knip', []],
  ['unit tests', 'vitest', ['run', '--project', 'unit', '--reporter', 'dot']],
]

runScript(async () => {
  await ensureDependencies()
  const wanted = process.argv.includes('--static') ? steps.filter(([, tool]) => tool !== 'vitest') : steps
  const failed = []
  for (const [name, tool, args] of wanted) {
    const started = Date.now()
    const code = await runOnNode24(tool, args)
    if (code === interrupted) return code
    if (code !== 0) failed.push(name)
    say('check', `${name}: ${code === 0 ? 'ok' : 'FAILED'} (${((Date.now() - started) / 1000).toFixed(1)} s)`)
  }
  say('check', failed.length === 0 ? 'all good' : `failed: ${failed.join(', ')}`)
  return failed.length === 0 ? 0 : 1
})
