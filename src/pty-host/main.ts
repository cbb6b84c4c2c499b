import { enableCompileCache } from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { isMainThread } from 'node:worker_threads'

// One entry for both: the pty host itself, and each of its threads of screens, which it starts with this very file (so a
// checkout and a bundle are alike). Each loads only what it needs. A pane waits for both at the start of the app, so what
// is compiled once is kept, where the CLI keeps it: it saves two fifths of a thread's start.
enableCompileCache(
  join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'reveille', 'compile-cache'),
)

if (isMainThread) {
  const { runHost } = await import('./host.ts')
  await runHost(new URL(import.meta.url))
} else await import('./screens/screen-thread.ts')
