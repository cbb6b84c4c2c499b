/**
 * The page alone, in a browser, against a scripted main:
 *   npx vite --config src/testing/fake-app/vite.config.ts
 * then open /testing/fake-app/demo.html?scenario=family&theme=dark (scenarios.ts has the names). Never packaged.
 */
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  root: 'src',
  plugins: [react()],
  cacheDir: '../.cache/vite-demo',
  server: { port: 5199, strictPort: true, host: '127.0.0.1' },
  build: {
    outDir: '../.cache/demo',
    emptyOutDir: true,
    target: 'chrome130',
    rollupOptions: { input: ['src/testing/fake-app/demo.html', 'src/testing/fake-app/gallery.html'] },
  },
})
