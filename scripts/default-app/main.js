/**
 * Loads the app named on the command line: what Electron's own default app does, which the fallback runtime lacks
 * (scripts/lib/electron-fallback.mjs). `electron [options] <folder or file> [arguments of the app]`
 */
import { app } from 'electron'
import fs from 'node:fs'
import Module from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const { target, preloads } = readCommandLine(process.argv.slice(1))
if (!target) {
  console.error('usage: electron [options] <app folder or file>')
  process.exit(1)
}
if (preloads.length > 0) Module._preloadModules(preloads) // Playwright steers the app through such a file
Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true })
await load(path.resolve(target)) // Electron is ready only when the app's own module has run, as with the real one

function readCommandLine(args) {
  const preloads = []
  for (let index = 0; index < args.length; index++) {
    const word = args[index]
    if (word === '--version' || word === '-v') {
      console.log(`v${process.versions.electron}`)
      process.exit(0)
    }
    if (word === '-r' || word === '--require') preloads.push(args[++index])
    else if (!word.startsWith('-')) return { target: word, preloads }
  }
  return { target: null, preloads }
}

async function load(target) {
  const file = Module._resolveFilename(target, null, true)
  const manifest = path.join(target, 'package.json')
  app.setAppPath(fs.existsSync(manifest) ? target : path.dirname(file))
  if (fs.existsSync(manifest)) takeNames(JSON.parse(fs.readFileSync(manifest, 'utf8')))
  try {
    await import(pathToFileURL(file))
  } catch (error) {
    console.error(`The app failed while loading\n${error.stack ?? error}`)
    app.exit(1)
  }
}

function takeNames({ version, productName, name, desktopName }) {
  if (version) app.setVersion(version)
  app.name = productName ?? name ?? app.name
  app.setDesktopName?.(desktopName ?? `${app.name}.desktop`)
}
