// Shows the page alone, against its scripted main, in a real Electron window: for screenshots, axe and benchmarks.
//   electron src/testing/fake-app/window.cjs 'scenario=family&theme=dark'
// The demo must have been built: npx vite build --config src/testing/fake-app/vite.config.ts
const { app, BrowserWindow, protocol } = require('electron')
const { readFile } = require('node:fs/promises')
const path = require('node:path')

const root = path.join(__dirname, '../../../.cache/demo')
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.woff2': 'font/woff2' }
const [query = '', data = ''] = process.argv.slice(-2)
app.setPath('userData', data)
protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true } }])
app.commandLine.appendSwitch('force-device-scale-factor', process.env.DEMO_SCALE ?? '1')

void app.whenReady().then(() => {
  protocol.handle('app', async (request) => {
    const file = path.normalize(path.join(root, decodeURIComponent(new URL(request.url).pathname)))
    const body = await readFile(file).catch(() => null)
    if (body === null) return new Response('', { status: 404 })
    return new Response(body, { headers: { 'content-type': types[path.extname(file)] ?? 'text/plain' } })
  })
  const window = new BrowserWindow({
    width: 1280,
    height: 800,
    useContentSize: true,
    webPreferences: { backgroundThrottling: false },
  })
  const page = query.startsWith('gallery') ? 'gallery' : 'demo'
  void window.loadURL(`app://demo/testing/fake-app/${page}.html?${query}`)
})
app.on('window-all-closed', () => app.quit())
