import { isMainThread } from 'node:worker_threads'

// One entry for both: the pty host itself, and each of its threads of screens, which it starts with this very file (so a
// checkout and a bundle are alike). Each loads only what it needs.

if (isMainThread) {
  const { runHost } = await import('./host.ts')
  await runHost(new URL(import.meta.url))
} else await import('./screens/screen-thread.ts')
