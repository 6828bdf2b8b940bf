import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { z } from 'zod';

const lastLine = z.object({
  tiesOut: z.boolean(),
  difference: z.string(),
  survived: z.record(z.string(), z.number()),
  seconds: z.number(),
});

/** A command of its own, as a person starts it; resolves when it has ended. */
function tieout(...args: readonly string[]): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> {
  const child = spawn(process.execPath, ['src/main.ts', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (text: Buffer) => (out += text.toString()));
  child.stderr.on('data', (text: Buffer) => (err += text.toString()));
  return new Promise((done) => child.once('exit', (code) => done({ code, out, err })));
}

test('the demo ties out after lost replies, a killed worker and edits by a person, and leaves a folder to look at', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tieout-demo-'));
  chmodSync(folder, 0o711);
  try {
    const demo = await tieout('demo', '--json', '--data', join(folder, 'books'));
    assert.equal(demo.code, 0, demo.err);
    const { tiesOut, difference, survived } = lastLine.parse(JSON.parse(demo.out.trim().split('\n').at(-1) ?? ''));
    assert.deepEqual([tiesOut, difference], [true, '0.00']);
    assert.equal(survived['killed worker'], 1);
    assert.match(demo.err.replaceAll(/\s+/g, ' '), /by rules, 2 questions left/);
    assert.ok(
      (survived['lost replies'] ?? 0) > 0 && (survived['throttled calls'] ?? 0) > 0 && (survived['edits by people'] ?? 0) >= 3,
      JSON.stringify(survived),
    );
    // The sandbox comes back with its books when a command needs it.
    const proof = await tieout('prove', 'shop-to-xero', '--json', '--data', join(folder, 'books'));
    assert.equal(proof.code, 0, proof.err);
    assert.equal(JSON.parse(proof.out).word, 'ties out');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
