/** Bundles the background processes and the CLI for the packaged app: one file each, on our own Node 24. */
import { defineConfig } from 'vite'

const processes = ['pty-host', 'service', 'worker', 'cli']

export default defineConfig({
  build: {
    ssr: true,
    target: 'node24',
    outDir: 'out/background',
    emptyOutDir: true,
    rollupOptions: {
      input: Object.fromEntries(processes.map((name) => [name, `src/${name}/main.ts`])),
      external: ['node-pty'], // native: shipped beside the bundles (electron-builder.yml)
      output: { format: 'es', entryFileNames: '[name].mjs', chunkFileNames: 'chunks/[name]-[hash].mjs' },
    },
  },
  ssr: { noExternal: true, external: ['node-pty'] },
})
