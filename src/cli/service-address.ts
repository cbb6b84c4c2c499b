import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { apiBase } from '../shared/contract/api/api-base.ts'
import { ServiceFile } from '../shared/contract/api/service.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** How the command line named the service; both absent inside a pane and on a machine with the app. */
export type AddressOptions = { readonly url?: string | undefined; readonly tokenFile?: string | undefined }

/** Where the service is and what opens it; asked at each attempt, because a restarted service may have another port. */
export type ServiceAddress = {
  readonly address: () => Promise<string>
  readonly token: () => Promise<string>
}

/** Options win, then `REVEILLE_SERVICE_FILE`, then `REVEILLE_URL`, then the file of the app on this machine. */
export function serviceAddress(options: AddressOptions, environment: Environment): ServiceAddress {
  const { REVEILLE_URL: url, REVEILLE_TOKEN: token, REVEILLE_TOKEN_FILE: tokenFile } = environment
  const file =
    environment['REVEILLE_SERVICE_FILE'] ?? (url === undefined ? defaultServiceFile(environment) : undefined)
  return {
    address: async () => {
      if (options.url !== undefined) return apiAddress(options.url)
      const known = file === undefined ? null : await readServiceFile(file)
      const found = known?.url ?? url
      if (found === undefined) throw new Error(`no service file ${file}`)
      return apiAddress(found)
    },
    token: async () => {
      if (options.tokenFile !== undefined) return readToken(options.tokenFile)
      if (token !== undefined && token !== '') return token
      if (tokenFile !== undefined) return readToken(tokenFile)
      const known = file === undefined ? null : await readServiceFile(file)
      if (!known) throw new Error('no token: set REVEILLE_TOKEN or REVEILLE_TOKEN_FILE, or give --token-file')
      return readToken(known.tokenFile)
    },
  }
}

/** The file that the embedded service of this user's app writes. */
export function defaultServiceFile(environment: Environment, platform: string = process.platform): string {
  return join(defaultDataDirectory(environment, platform), 'service', 'service.json')
}

/** Where the app keeps its data when nobody says otherwise (Electron's `userData`). */
export function defaultDataDirectory(environment: Environment, platform: string = process.platform): string {
  const home = environment['HOME'] ?? environment['USERPROFILE'] ?? homedir()
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Reveille')
  if (platform === 'win32')
    return join(environment['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'Reveille')
  return join(environment['XDG_CONFIG_HOME'] || join(home, '.config'), 'Reveille')
}

/** With and without the base path, with and without a slash at its end. */
const apiAddress = (url: string): string => `${url.replace(/\/+$/, '').replace(/\/api\/v1$/, '')}${apiBase}`

async function readServiceFile(file: string): Promise<ServiceFile | null> {
  try {
    return ServiceFile.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch {
    return null // the service is not there, or just writes it; the caller tries again
  }
}

const readToken = async (file: string): Promise<string> => (await readFile(file, 'utf8')).trim()
