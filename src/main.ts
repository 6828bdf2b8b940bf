#!/usr/bin/env node
// The only file that reads the environment. What it starts is loaded after the check: older versions cannot even read it.
const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error(
    `Tieout needs Node.js 24 or newer, and this is ${process.versions.node}: install it from nodejs.org, or start with "npm run tieout".`,
  );
  process.exit(1);
}
const { enableCompileCache } = await import('node:module');
// In the folder for temporary files; a command starts in half the time. Where it may not be written, nothing is kept.
enableCompileCache();
const { collectSooner } = await import('./heap.ts');
collectSooner();
const { runTieout } = await import('./compose.ts');
const { env } = process;
// The auth library would read settings of its own from the environment: addresses that it trusts, and where to report to.
for (const name of Object.keys(env)) if (name.startsWith('BETTER_AUTH_')) delete env[name];
await runTieout(process.argv.slice(2), {
  databaseUrl: env['DATABASE_URL'] || null,
  dataFolder: env['TIEOUT_DATA'] || './.tieout',
  key: env['TIEOUT_KEY'] || null,
  clockUrl: env['TIEOUT_CLOCK'] || null,
  showsStacks: env['TIEOUT_DEBUG'] === '1',
  hasColor: env['NO_COLOR'] === undefined && env['TERM'] !== 'dumb' && process.stdout.isTTY,
  person: env['TIEOUT_PERSON'] || env['USER'] || env['LOGNAME'] || 'a person at the terminal',
  columns: Number(env['COLUMNS'] || 0) || null,
});
