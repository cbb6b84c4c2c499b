import { splitCommandLine } from './command-line.ts'

/** A way to start a shell. */
export type ShellProfile = { readonly name: string; readonly argv: readonly string[] }

/** The profiles of the setting, one a line as `name = command line`; lines that say nothing of the kind are left out. */
export function readProfiles(setting: string): readonly ShellProfile[] {
  return setting.split('\n').flatMap((line) => {
    const at = line.indexOf('=')
    const name = line.slice(0, at).trim()
    const argv = at < 0 ? null : splitCommandLine(line.slice(at + 1))
    return name === '' || !argv?.ok || argv.value.length === 0 ? [] : [{ name, argv: argv.value }]
  })
}

/** The profile of that name, else the first of the setting, else the user's own shell. */
export const chooseProfile = (
  profiles: readonly ShellProfile[],
  name: string | null,
  own: ShellProfile,
): ShellProfile => profiles.find((one) => one.name === name) ?? profiles[0] ?? own

/** As terminals do: a login shell on macOS, where the desktop gives no PATH; elsewhere it would reset ours. */
export function ownShell(platform: 'linux' | 'darwin' | 'win32', shell: string): ShellProfile {
  if (platform === 'win32') return { name: 'powershell', argv: ['powershell.exe', '-NoLogo'] }
  const name = shell.split('/').at(-1) ?? shell
  return { name, argv: platform === 'darwin' ? [shell, '-l'] : [shell] }
}
