/**
 * Builds what runs inside Electron: main, preload, page.
 *
 * The targets are the floor, not the Electron of package.json: development may run on an older runtime
 * (scripts/lib/electron-fallback.mjs). Everything but electron itself is bundled, so the packaged app needs no
 * node_modules.
 */
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

const oldestNode = 'node20'
const oldestChrome = 'chrome130'

export default defineConfig({
  main: {
    build: {
      target: oldestNode,
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
    plugins: [react()],
    build: { target: oldestChrome, rollupOptions: { input: 'src/renderer/index.html' } },
  },
})
