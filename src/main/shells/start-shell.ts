import { userInfo } from 'node:os'
import { delimiter, join } from 'node:path'
import { WireError } from '../../shared/contract/wire.ts'
import type { TerminalId } from '../../shared/domain/ids.ts'
import { chooseProfile, ownShell, readProfiles } from '../../shared/domain/shell-profile.ts'
import { cleanEnvironment } from '../../shared/harness/environment.ts'
import { hiddenTerminalSize } from '../../shared/limits.ts'
import { hostStartWithinMs } from '../../shared/terminal-limits.ts'
import type { App } from '../app.ts'
import { binDirectoryOf } from '../supervision/agent-launch.ts'
import { integrateShell, writeIntegration } from './shell-integration.ts'

/** What to start: `profile` names one of the setting, null is the first of them or the user's own shell. */
export type ShellWish = { readonly directory: string; readonly profile: string | null }

/** Starts a shell on a terminal, new or with an ended one, in a clean environment. */
export async function startShell(app: App, terminalId: TerminalId, wish: ShellWish): Promise<void> {
  const host = await app.terminals.whenHost(app.clock, hostStartWithinMs)
  if (!host) throw new WireError('no-host', 'the pty host does not answer yet')
  const { environment, platform, dataDirectory, serviceFile } = app.place
  const settings = app.settings.value
  const own = ownShell(platform, environment['SHELL'] ?? userInfo().shell ?? '/bin/sh')
  const profile = chooseProfile(readProfiles(settings.shellProfiles), wish.profile, own)
  const clean = cleanEnvironment(environment)
  const shell = settings.terminalShellIntegration
    ? integrateShell(profile.argv, { directory: integrationDirectory(dataDirectory), environment })
    : { argv: profile.argv, env: {} }
  const env = {
    ...clean,
    TERM: 'xterm-256color',
    COLORTERM: 'truecolor',
    TERM_PROGRAM: 'Reveille',
    // `reveille` is at hand, in the name of the person: no run, the owner's token by the service's own file.
    PATH: `${binDirectoryOf(dataDirectory)}${delimiter}${clean['PATH'] ?? ''}`,
    REVEILLE_SERVICE_FILE: serviceFile,
    ...shell.env,
  }
  const cwd = wish.directory
  const started = await host.spawn({ terminalId, argv: shell.argv, cwd, env, ...hiddenTerminalSize })
  app.terminals.noteSpawned(terminalId, { ...started, cwd })
}

/** Written anew by each start: the scripts are a part of the app. */
function integrationDirectory(dataDirectory: string): string {
  const directory = join(dataDirectory, 'shell-integration')
  writeIntegration(directory)
  return directory
}
