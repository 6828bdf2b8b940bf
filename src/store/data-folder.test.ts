import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { makeDataFolder } from './data-folder.ts';

const isOurs = { isOurs: true };
let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tieout-data-'));
});
after(async () => rm(folder, { recursive: true, force: true }));

test('a data folder is made with the folders above it, once, and others may only pass through it', async () => {
  const path = join(folder, 'a', 'b', 'books');
  assert.deepEqual(await Promise.all([1, 2, 3].map(() => makeDataFolder(path, isOurs))).then((made) => made.filter(Boolean).length), 1);
  assert.equal((await stat(path)).mode & 0o777, 0o711);
  assert.equal(await makeDataFolder(path, isOurs), false);
});

test('a data folder that was there keeps its permissions', async () => {
  const path = join(folder, 'kept');
  await makeDataFolder(path, isOurs);
  await chmod(path, 0o750);
  await makeDataFolder(path, isOurs);
  assert.equal((await stat(path)).mode & 0o777, 0o750);
});

test('a file in the place of the data folder, or above it, is called a file', async () => {
  const file = join(folder, 'README.md');
  await writeFile(file, 'read me');
  for (const path of [file, join(file, 'books')])
    await assert.rejects(makeDataFolder(path, isOurs), {
      message: `The data folder ${path} cannot be used: ${file} is a file, not a folder. Choose another one.`,
    });
});

// In a process of its own: what never ends would hold a thread of this one for ever.
test(
  'a data folder in a place where nothing can be made is refused at once, also where the place says that it is missing',
  { skip: process.platform !== 'linux' && 'only Linux has /proc' },
  async () => {
    const main = new URL('../main.ts', import.meta.url).pathname;
    const { DATABASE_URL: _, ...env } = process.env;
    for (const [command, path] of [
      ['serve', '/proc/nope'],
      ['demo', '/proc/nope/books'],
    ] as const) {
      const running = promisify(execFile)(process.execPath, [main, command, '--data', path], {
        env,
        timeout: 60_000,
        killSignal: 'SIGKILL',
      });
      await assert.rejects(running, (error: { code?: unknown; stderr?: unknown }) => {
        assert.equal(error.code, 1);
        assert.match(
          String(error.stderr).replaceAll('\n', ' '),
          new RegExp(`^The data folder ${path} cannot be used: .*Choose another one`),
        );
        return true;
      });
    }
  },
);
