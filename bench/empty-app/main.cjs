// The yardstick of window-start: the least an Electron app can do and still show something.
const { app, BrowserWindow } = require('electron')
void app.whenReady().then(() => {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    show: false,
    webPreferences: { sandbox: true },
  })
  window.once('ready-to-show', () => window.show())
  void window.loadURL('data:text/html,<h1 data-testid="start-agent">empty</h1>')
})
app.on('window-all-closed', () => app.quit())
