import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// The paths that the server answers itself; everything else is the page.
const server = process.env['TIEOUT_SERVER'] ?? 'http://127.0.0.1:8484';

// oxlint-disable-next-line import/no-default-export -- Vite asks for one.
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), tailwindcss()],
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    target: 'es2023',
    // The page allows no inline script, and a picture inside a stylesheet saves nothing that is worth an exception.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: {
    proxy: Object.fromEntries(['/v1', '/auth', '/oauth', '/hooks', '/connect', '/health'].map((path) => [path, { target: server }])),
  },
});
