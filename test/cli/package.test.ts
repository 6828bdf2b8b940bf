import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { testDatabase } from '../../src/store/testing.ts';

const npm = (args: readonly string[], cwd: string) =>
  spawnSync('npm', args, { cwd, encoding: 'utf8', env: { ...process.env, npm_config_loglevel: 'error' } });

test('the package that is published installs elsewhere and works on a database there', async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'tieout-elsewhere-'));
  const database = await testDatabase();
  try {
    const packed = npm(['pack', '--json', '--pack-destination', elsewhere], process.cwd());
    assert.equal(packed.status, 0, packed.stderr);
    const [made]: readonly { readonly filename: string }[] = JSON.parse(packed.stdout.slice(packed.stdout.indexOf('[')));
    writeFileSync(join(elsewhere, 'package.json'), '{"name":"elsewhere","private":true}');
    // The embedded database and Node itself are optional, and large; what they bring is tested by others.
    const installed = npm(
      ['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', '--omit=optional', made?.filename ?? ''],
      elsewhere,
    );
    assert.equal(installed.status, 0, installed.stderr);
    const tieout = (...args: readonly string[]) =>
      spawnSync(process.execPath, [join(elsewhere, 'node_modules/tieout/dist/src/main.js'), ...args], {
        cwd: elsewhere,
        encoding: 'utf8',
        env: { PATH: process.env['PATH'] ?? '', DATABASE_URL: database.url },
      });
    const help = tieout('--help');
    assert.equal(help.status, 0, help.stderr);
    assert.match(help.stdout, /Keeps selling platforms and an accounting ledger in agreement to the cent/);
    assert.equal(tieout('connect', 'billing', '--json').status, 0);
    const flows = tieout('flows', '--json');
    assert.deepEqual(JSON.parse(flows.stdout), { flows: [] }, flows.stderr);
    const sandbox = tieout('connect', 'zero');
    assert.deepEqual([sandbox.status, sandbox.stdout], [1, '']);
  } finally {
    rmSync(elsewhere, { recursive: true, force: true });
    await database.close();
  }
});
