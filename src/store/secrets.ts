import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exists, hasCode } from './embedded-folder.ts';

/**
 * Seals what must not be readable in the database or in a backup: tokens, client secrets, signing keys. A sealed text is bound to
 * its row (`sealed-rows.ts` says how): moved into another row it does not open.
 */
export type Secrets = { seal(plain: string, row: string): string; open(sealed: string, row: string): string };

/** AES-256-GCM under a 32-byte key. A sealed text reads `v1.<which key>.<iv, tag and ciphertext>`. */
export function secretsUnder(key: Uint8Array): Secrets {
  if (key.length !== keyBytes) throw new Error(`A key has ${keyBytes} bytes, and this one has ${key.length}.`);
  const name = createHash('sha256').update('tieout key name').update(key).digest('base64url').slice(0, 8);
  return {
    seal: (plain, row) => {
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(row));
      const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return `v1.${name}.${Buffer.concat([iv, cipher.getAuthTag(), text]).toString('base64url')}`;
    },
    open: (sealed, row) => {
      const [version, under, body = ''] = sealed.split('.');
      if (version !== 'v1') throw new Error(`The secret of ${row} is not in a form that this Tieout knows.`);
      if (under !== name)
        throw new Error(`The secret of ${row} was sealed under another key: start Tieout with the key it was sealed with.`);
      return decipher(key, Buffer.from(body, 'base64url'), row);
    },
  };
}

/** Reads a key as it is given to us in text: 32 bytes as base64 or as hexadecimal digits. */
export function keyFromText(text: string): Uint8Array {
  const trimmed = text.trim();
  const key = /^[0-9a-f]{64}$/i.test(trimmed) ? Buffer.from(trimmed, 'hex') : Buffer.from(trimmed, 'base64');
  if (key.length === keyBytes) return key;
  throw new Error(`The key must be ${keyBytes} bytes in base64 or hexadecimal; "openssl rand -base64 ${keyBytes}" makes one.`);
}

/**
 * The key kept in the data folder, made on first use and readable by its owner only. A backup does not hold it: without a copy of it
 * every connection must be authorised again.
 */
export async function keyFromFile(dataFolder: string): Promise<Uint8Array> {
  const path = join(dataFolder, 'key');
  if (!(await exists(path))) await makeKeyFile(path);
  return keyFromText(await readFile(path, 'utf8'));
}

/** Written aside and linked: nobody ever reads half a key, and of two processes that make one the first one's stays. */
async function makeKeyFile(path: string): Promise<void> {
  const aside = `${path}.new-${randomBytes(6).toString('hex')}`;
  try {
    await writeFile(aside, `${randomBytes(keyBytes).toString('base64')}\n`, { mode: 0o600, flush: true });
    await link(aside, path);
  } catch (cause) {
    if (!hasCode(cause, 'EEXIST')) throw new Error(`The key file ${path} cannot be made.`, { cause });
  } finally {
    await rm(aside, { force: true });
  }
}

const keyBytes = 32;
const ivBytes = 12;
const tagBytes = 16;

function decipher(key: Uint8Array, body: Buffer, row: string): string {
  const decipherer = createDecipheriv('aes-256-gcm', key, body.subarray(0, ivBytes), { authTagLength: tagBytes });
  try {
    decipherer.setAAD(Buffer.from(row)).setAuthTag(body.subarray(ivBytes, ivBytes + tagBytes));
    return Buffer.concat([decipherer.update(body.subarray(ivBytes + tagBytes)), decipherer.final()]).toString('utf8');
  } catch (cause) {
    throw new Error(`The secret of ${row} does not open: it was changed, or it belongs to another row.`, { cause });
  }
}
