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
      minify: true,
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
    // a third of the size is a third of the time to read and compile it at each start
    build: { target: oldestChrome, minify: true, rollupOptions: { input: 'src/renderer/index.html' } },
  },
})
