import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import type { Plugin } from 'vite';

// The paths that the server answers itself; everything else is the page.
const server = process.env['TIEOUT_SERVER'] ?? 'http://127.0.0.1:8484';

/** Compressed once here instead of at every request: the server sends what lies beside a file. */
const compressed: Plugin = {
  name: 'compressed',
  apply: 'build',
  writeBundle: ({ dir }, files) => {
    for (const name of Object.keys(files).filter((file) => /\.(js|css|html|svg)$/.test(file))) {
      const path = join(dir ?? '', name);
      const content = readFileSync(path);
      writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
      writeFileSync(`${path}.br`, brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }));
    }
  },
};

/** What a person waits for at the first view, in compressed bytes of script; more fails the build. */
const firstViewAllowance = 200_000;

/** Adds up the entry, the overview, and all that they cannot do without. */
const measured: Plugin = {
  name: 'measured',
  apply: 'build',
  generateBundle(_options, files) {
    const needed = new Set<string>();
    const need = (name: string): void => {
      const file = files[name];
      if (file?.type !== 'chunk' || needed.has(name)) return;
      needed.add(name);
      file.imports.forEach(need);
    };
    for (const file of Object.values(files))
      if (file.type === 'chunk' && (file.isEntry || file.name === 'overview-page')) need(file.fileName);
    const bytes = [...needed].reduce((sum, name) => {
      const file = files[name];
      return file?.type === 'chunk' ? sum + gzipSync(file.code, { level: 9 }).length : sum;
    }, 0);
    const told = `the first view takes ${bytes} bytes of compressed script in ${needed.size} files`;
    if (bytes > firstViewAllowance) this.error(`${told}, and may take ${firstViewAllowance}`);
    this.info(told);
  },
};

// oxlint-disable-next-line import/no-default-export -- Vite asks for one.
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), tailwindcss(), measured, compressed],
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
