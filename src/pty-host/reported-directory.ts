import { directoryCharsMax } from '../shared/terminal-limits.ts'

/**
 * The working directory a program reports: `OSC 7 ; file://HOST/PATH` as shells do, or `OSC 9 ; 9 ; PATH` as ConEmu and
 * Windows Terminal take it. Null when it is none, or one of another machine (a shell behind ssh): nothing can be opened
 * there.
 */
export function reportedDirectory(
  code: 7 | 9,
  data: string,
  machine: { readonly hostname: string; readonly platform: NodeJS.Platform },
): string | null {
  const path =
    code === 7 ? pathOfUrl(data, machine.hostname) : data.startsWith('9;') ? unquoted(data.slice(2)) : null
  if (path === null || path.includes('\0') || path.length > directoryCharsMax) return null
  if (machine.platform !== 'win32') return path.startsWith('/') ? path : null
  return /^(?:[a-z]:[\\/]|\\\\)/i.test(path) ? path : null
}

function pathOfUrl(data: string, hostname: string): string | null {
  if (!URL.canParse(data)) return null
  const { protocol, hostname: host, pathname } = new URL(data)
  if (protocol !== 'file:') return null
  const own = hostname.toLowerCase()
  if (host !== '' && host !== 'localhost' && host !== own && host.split('.')[0] !== own.split('.')[0])
    return null
  try {
    return decodeURIComponent(pathname).replace(/^\/(?=[a-z]:[\\/])/i, '') // file:///C:/
  } catch {
    return null // a stray percent sign
  }
}

const unquoted = (text: string): string => text.replace(/^"(.*)"$/s, '$1')
