import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** Other terminals with a window of 120 columns, each with what it is started with to run a command. */
export const windowPeers: Readonly<Record<string, (command: readonly string[]) => readonly string[]>> = {
  xterm: (command) => ['xterm', '-geometry', '120x40', '-sl', '10000', '-e', ...command],
  alacritty: (command) => ['alacritty', '-o', 'window.dimensions.columns=120', '-e', ...command],
  kitty: (command) => ['kitty', '-c', 'NONE', ...command],
}
const session = ['-L', 'reveille-bench', 'new-session', '-d', '-x', '120', '-y', '40']
/** And tmux without one, as its server parses anyway. */
const peers: typeof windowPeers = {
  ...windowPeers,
  tmux: (command) => ['tmux', ...session, command.join(' ')],
}
const withinMs = 180_000

/** How fast those that this machine has show a file: from the first byte until a question behind the last one is answered. */
export async function throughPeers(
  folder: string,
  file: { readonly path: string; readonly size: number }, // in MB
): Promise<ReadonlyMap<string, number>> {
  const speeds = new Map<string, number>()
  for (const [name, argvOf] of Object.entries(peers)) {
    const told = join(folder, `${name}.told`)
    const script = join(folder, `${name}.sh`)
    writeFileSync(
      script,
      `s=$(date +%s%N); cat ${file.path}; printf '\\033[c'; read -rs -d c; echo $(($(date +%s%N) - s)) > ${told}.new; mv ${told}.new ${told}\n`,
    )
    const [program = '', ...args] = argvOf(['bash', script])
    const child = spawn(program, args, { stdio: 'ignore' })
    const isThere = await new Promise<boolean>((resolve) => {
      child.once('error', () => resolve(false)) // it is not installed
      child.once('spawn', () => resolve(true))
    })
    if (!isThere) console.log(`${name} is not there: not compared`)
    for (let waited = 0; isThere && waited < withinMs && !existsSync(told); waited += 50) await sleep(50)
    if (existsSync(told)) speeds.set(name, file.size / (Number(readFileSync(told, 'utf8')) / 1e9))
    else if (isThere) console.log(`${name} has shown nothing: not compared`)
    child.kill('SIGKILL')
    if (name === 'tmux' && isThere)
      spawnSync('tmux', ['-L', 'reveille-bench', 'kill-server'], { stdio: 'ignore' })
    for (const path of [told, script]) rmSync(path, { force: true })
  }
  return speeds
}
