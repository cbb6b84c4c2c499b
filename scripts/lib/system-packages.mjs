/** Debian packages that set-up may need: installed where that is allowed (root), else named exactly. */
import { say, StepFailed } from './report.mjs'
import { capture, lastLines } from './run.mjs'

const aptTimeoutMs = 10 * 60_000

/**
 * @param {readonly string[]} packages nothing happens when empty
 * @param {string} purpose ends the sentence "installing ... to"
 */
export async function installSystemPackages(packages, purpose) {
  if (packages.length === 0) return
  const names = await Promise.all(packages.map(currentName))
  const command = `apt-get install -y --no-install-recommends ${names.join(' ')}`
  if (!(await mayInstall())) {
    const todo = `sudo apt-get update && sudo ${command}`
    throw new StepFailed('system', {
      tried: `to find ${names.join(' ')} ${purpose}`,
      because: 'not all of them are installed',
      todo,
    })
  }
  say('system', `installing ${names.join(' ')} ${purpose}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const { code, output } = await capture('sh', ['-c', `apt-get update -q && ${command}`], {
    env,
    timeoutMs: aptTimeoutMs,
  })
  if (code === 0) return
  throw new StepFailed('system', {
    tried: command,
    because: lastLines(output),
    todo: 'install these packages by hand, then run this again',
  })
}

async function mayInstall() {
  return process.getuid?.() === 0 && (await capture('apt-get', ['--version'])).code === 0
}

/** Newer Debians and Ubuntus renamed some libraries for the 64-bit time_t. @param {string} name */
async function currentName(name) {
  if (name !== 'libasound2') return name
  const { code } = await capture('apt-cache', ['show', `${name}t64`])
  return code === 0 ? `${name}t64` : name
}
