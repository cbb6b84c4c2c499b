import { protocol } from 'electron'
import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'

/** The page's own scheme: no `file:` page, so that it has an origin, and nothing but our own files. */
export const pageUrl = 'app://reveille/index.html'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
}

/** Must run before the app is ready. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, codeCache: true } },
  ])
}

/** Answers the page's requests from `directory`, and no others. */
export function servePageFiles(directory: string, policy: string): void {
  protocol.handle('app', async (request) => {
    const { host, pathname } = new URL(request.url)
    const file = normalize(join(directory, decodeURIComponent(pathname)))
    const type = types[extname(file)]
    if (host !== 'reveille' || !file.startsWith(directory + sep) || type === undefined) return notFound()
    const body = await readFile(file).catch(() => null)
    if (body === null) return notFound()
    return new Response(new Uint8Array(body), {
      headers: {
        'content-type': type,
        'content-security-policy': policy,
        'x-content-type-options': 'nosniff',
      },
    })
  })
}

const notFound = (): Response => new Response('not found', { status: 404 })
