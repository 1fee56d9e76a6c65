import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const PLATFORM = process.env.PAVIOUR_PORTAL_URL ?? 'http://localhost:7007';

export default defineConfig({
  plugins: [react()],
  build: {
    target: 'es2023',
    // The Content-Security-Policy of the server allows files only: nothing is inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    license: { fileName: 'licenses.md' },
    chunkSizeWarningLimit: 400,
  },
  server: {
    proxy: { '/api': PLATFORM, '/apis': PLATFORM },
  },
  test: {
    projects: [
      { test: { name: 'unit', include: ['src/**/*.test.ts'], environment: 'node' } },
      {
        test: {
          name: 'e2e',
          include: ['e2e/**/*.e2e.ts'],
          environment: 'node',
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
