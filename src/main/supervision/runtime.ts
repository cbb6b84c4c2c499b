import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** The background programs that run on the project's own Node. */
export type BackgroundProgram = 'pty-host' | 'service' | 'worker' | 'cli'

/** Where this installation keeps its Node and its background programs: a checkout, or a packaged app. */
export type Runtime = {
  readonly node: string
  readonly entry: (program: BackgroundProgram) => string
}

const isWindows = process.platform === 'win32'

/** `resourcesPath` is given for a packaged app; else the programs run from the checkout at `appPath`. */
export function locateRuntime(appPath: string, resourcesPath: string | null): Runtime {
  if (resourcesPath !== null)
    return {
      node: join(resourcesPath, 'node', isWindows ? 'node.exe' : 'bin/node'),
      entry: (program) => join(resourcesPath, 'background', `${program}.mjs`),
    }
  return { node: nodeOfCheckout(appPath), entry: (program) => join(appPath, 'src', program, 'main.ts') }
}

function nodeOfCheckout(appPath: string): string {
  const told = process.env['REVEILLE_NODE'] // the scripts' choice, where npm has no Node 24 for this platform
  if (told && existsSync(told)) return told
  const platform = process.platform === 'win32' ? 'win' : process.platform
  const require = createRequire(join(appPath, 'package.json'))
  for (const name of [`node-${platform}-${process.arch}`, `node-bin-${platform}-${process.arch}`]) {
    try {
      const folder = dirname(require.resolve(`${name}/package.json`))
      const binary = join(folder, 'bin', isWindows ? 'node.exe' : 'node')
      if (existsSync(binary)) return binary
    } catch {
      // Not installed for this platform: the next name, then the error below.
    }
  }
  throw new Error(
    `no Node 24 of our own for ${platform}-${process.arch}: run \`npm start\` again, it installs one`,
  )
}
