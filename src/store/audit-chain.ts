import { createHash } from 'node:crypto';
import type { AuditLine } from '../api/people.ts';
import { canonicalJson } from '../core/fingerprint.ts';

/** What the first line of an organisation follows from. */
export const beginning = '0'.repeat(64);

/**
 * The hash of a line: SHA-256 over JSON with its keys in order, of the organisation, the line and the hash of the line before it.
 * Whoever has an export can compute it again without us.
 */
export function hashOfLine(organisation: string, line: Omit<AuditLine, 'hash'>, previousHash: string): string {
  const { number, at, actor, action, subject, detail } = line;
  const told = canonicalJson({ organisation, number, at, actor, action, subject, detail, previousHash });
  return createHash('sha256').update(told, 'utf8').digest('hex');
}

/** Says, line by line, where a chain breaks: at the first line that is missing, was changed or does not follow. */
export function chainCheck(organisation: string): {
  /** Looks at the next line; gives back whether everything is whole so far. */
  next(line: AuditLine): boolean;
  readonly lines: () => number;
  readonly brokenAt: () => number | null;
} {
  let previous = beginning;
  let lines = 0;
  let brokenAt: number | null = null;
  return {
    next: (line) => {
      lines += 1;
      if (brokenAt !== null) return false;
      if (line.number !== lines) brokenAt = lines;
      else if (line.hash !== hashOfLine(organisation, line, previous)) brokenAt = line.number;
      previous = line.hash;
      return brokenAt === null;
    },
    lines: () => lines,
    brokenAt: () => brokenAt,
  };
}
