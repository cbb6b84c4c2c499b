/**
 * Builds what runs inside Electron: main, preload, page.
 *
 * The targets are the floor, not the Electron of package.json: development may run on an older runtime
 * (scripts/lib/electron-fallback.mjs). Everything but electron itself is bundled, so the packaged app needs no
 * node_modules.
 */
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import type { Plugin } from 'vite'

const oldestNode = 'node20'
const oldestChrome = 'chrome130'
const chunkSizeWarningLimit = 1_000 // kB; read from this disk, not from a network

/** The window is drawn with these letters first: asked for beside the script, not after it. */
const askForLetters: Plugin = {
  name: 'ask-for-letters',
  transformIndexHtml: {
    order: 'post',
    handler: (_html, { bundle = {} }) =>
      Object.keys(bundle)
        .filter((name) => name.includes('inter-latin-wght-normal'))
        .map((name) => ({
          tag: 'link',
          attrs: { rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: '', href: `./${name}` },
          injectTo: 'head' as const,
        })),
  },
}

/** What a start reads stands in one file: a request of the page waits for main, which has enough to do then. */
function startPart(id: string, infoOf: (id: string) => { importers: string[] } | null): string | null {
  const seen = new Set<string>()
  const isRead = (one: string): boolean => {
    if (one.endsWith('/src/renderer/main.tsx')) return true
    if (seen.has(one)) return false
    seen.add(one)
    return (infoOf(one)?.importers ?? []).some(isRead)
  }
  return isRead(id) ? 'start' : null
}

export default defineConfig({
  main: {
    build: {
      target: oldestNode,
      minify: true,
      chunkSizeWarningLimit,
      externalizeDeps: false,
      rollupOptions: { input: 'src/main/main.ts', output: { format: 'es', entryFileNames: '[name].js' } },
    },
  },
  preload: {
    build: {
      target: oldestNode,
      externalizeDeps: false,
      // a sandboxed preload is CommonJS, and .cjs in a package of ES modules
      rollupOptions: {
        input: 'src/preload/preload.ts',
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    plugins: [react(), askForLetters],
    // a third of the size is a third of the time to read and compile it at each start
    build: {
      target: oldestChrome,
      minify: true,
      chunkSizeWarningLimit,
      rollupOptions: {
        input: 'src/renderer/index.html',
        output: {
          codeSplitting: {
            groups: [
              { debugName: 'start', name: (id, graph) => startPart(id, (one) => graph.getModuleInfo(one)) },
            ],
          },
        },
      },
    },
  },
})
