import type { ElectronApplication } from '@playwright/test'

/** Puts a recorder in place of the desktop's notifications; what was shown and taken away is read with the answer. */
export async function recordNotifications(machine: { readonly electron: ElectronApplication }) {
  await machine.electron.evaluate(({ Notification }) => {
    const told: string[] = []
    Object.assign(globalThis, { told })
    Notification.isSupported = () => true
    Notification.prototype.show = function (this: Electron.Notification) {
      told.push(`shown${this.silent ? ' silently' : ''}: ${this.title}: ${this.body}`)
    }
    Notification.prototype.close = function (this: Electron.Notification) {
      told.push(`gone: ${this.title}`)
    }
  })
  return () => machine.electron.evaluate(() => (globalThis as unknown as { told: string[] }).told)
}
