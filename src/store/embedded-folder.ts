import { access, readlink, rename, rm, symlink } from 'node:fs/promises';

export const hasCode = (error: unknown, ...codes: readonly string[]): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && codes.includes(String(error.code));

export async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (cause) {
    if (hasCode(cause, 'ENOENT', 'ENOTDIR')) return false;
    throw cause;
  }
}

/**
 * Renames `aside` to `place`, unless another process was first: its work is as good as ours, and ours is thrown away.
 * Work done aside and renamed is never half there, whatever moment the machine stops at.
 */
export async function takePlace(aside: string, place: string): Promise<'ours' | 'theirs'> {
  try {
    await rename(aside, place);
    return 'ours';
  } catch (cause) {
    await rm(aside, { recursive: true, force: true });
    if (hasCode(cause, 'ENOTEMPTY', 'EEXIST')) return 'theirs';
    throw cause;
  }
}

/** Makes the link `path` lead to `target`, also where an older installation left it leading elsewhere. */
export async function pointLink(path: string, target: string): Promise<void> {
  const found = await readlink(path).catch(() => null);
  if (found === target) return;
  const aside = `${path}.new-${process.pid}`;
  await symlink(target, aside);
  await rename(aside, path);
}
