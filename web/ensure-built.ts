// Builds the pages where they are missing or older than their source. `npm start` runs it before the server.
import { existsSync, globSync, statSync } from 'node:fs';
import { join } from 'node:path';

const here = import.meta.dirname;
const built = join(here, '../dist/web/index.html');
const sources = ['web/src/**/*.{ts,tsx,css}', 'web/public/*', 'web/index.html', 'web/vite.config.ts', 'package-lock.json'];
const timeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

const builtAt = timeOf(built);
const isCurrent = globSync(sources, { cwd: join(here, '..') })
  .filter((path) => !path.endsWith('.test.ts'))
  .every((path) => timeOf(join(here, '..', path)) <= builtAt);

if (!isCurrent) {
  if (existsSync(join(here, '../node_modules/vite'))) {
    const { build } = await import('vite');
    const began = performance.now();
    console.error('Building the pages; this takes a few seconds and happens once.');
    await build({ configFile: join(here, 'vite.config.ts'), logLevel: 'warn' });
    console.error(`The pages are built (${Math.round(performance.now() - began)} ms).`);
  } else {
    console.error(
      builtAt === 0
        ? 'The pages are not built, and the tools that build them are not installed: run "npm ci" without leaving out development packages.'
        : 'The pages are older than their source, and the tools that build them are not installed: they are served as they are.',
    );
  }
}
