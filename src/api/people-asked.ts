import { z } from 'zod';

/** What somebody is called, or a thing of theirs: it is shown in lists, links and the audit trail. */
export const words = (longest: number) =>
  z.string().trim().min(1).max(longest).refine(isPrintable, 'holds a character that cannot be shown');

// A direction that is turned around is never needed in a name, and makes what follows it on a line read as something else.
function isPrintable(text: string): boolean {
  return text.isWellFormed() && !/[\p{Cc}\u202A-\u202E\u2066-\u2069]/u.test(text);
}
