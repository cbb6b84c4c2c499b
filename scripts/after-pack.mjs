/** A step of electron-builder: drops the default app, which the copied Electron runtime brings along and nobody needs. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'

/** @param {import('electron-builder').AfterPackContext} context */
export default function afterPack({ appOutDir, electronPlatformName, packager }) {
  const isMac = electronPlatformName === 'darwin' || electronPlatformName === 'mas'
  const resources = isMac
    ? join(appOutDir, `${packager.appInfo.productFilename}.app`, 'Contents/Resources')
    : join(appOutDir, 'resources')
  rmSync(join(resources, 'default_app.asar'), { force: true })
}
