import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

// Where commands find the running server, and the token that only the owner of the data folder can read.
const addressFile = 'server.json';
const addressShape = z.object({ pid: z.number(), address: z.string(), token: z.string() });

export async function keepAddress(dataFolder: string, kept: z.infer<typeof addressShape>): Promise<void> {
  await writeFile(join(dataFolder, addressFile), JSON.stringify(kept), { mode: 0o600 });
}

export const forgetAddress = (dataFolder: string): Promise<void> => rm(join(dataFolder, addressFile), { force: true });

/** The server that runs on a data folder, if it answers. */
export async function serverOf(
  dataFolder: string,
): Promise<{ readonly address: string; readonly pid: number; wake(organisation: string): Promise<void> } | null> {
  const text = await readFile(join(dataFolder, addressFile), 'utf8').catch(() => null);
  const read = text === null ? null : addressShape.safeParse(JSON.parse(text));
  if (!read?.success) return null;
  const { pid, address, token } = read.data;
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  // A file that a killed server left behind leads to nobody.
  const isThere = await fetch(`${address}/control/status`, { headers }).then(
    (answer) => answer.ok,
    () => false,
  );
  if (!isThere) return null;
  return {
    address,
    pid,
    wake: async (organisation) => {
      await fetch(`${address}/control/wake`, { method: 'POST', headers, body: JSON.stringify({ organisation }) }).catch(() => undefined);
    },
  };
}
