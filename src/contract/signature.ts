/** Whether a signature is the expected one. In constant time: how far two texts agree must not show. Nothing equals no signature. */
export function isSignature(seen: string, expected: string): boolean {
  let difference = seen.length ^ expected.length;
  for (let index = 0; index < expected.length; index += 1)
    difference |= (seen.codePointAt(index) ?? 0) ^ (expected.codePointAt(index) ?? 0);
  return difference === 0 && expected !== '';
}
