import { plainName } from '../core/lookup.ts';
import { equalRows } from './equals.ts';
import { those } from './groups.ts';
import { propose } from './proposals.ts';
import { decideTogether } from './run.ts';
import type { Run } from './run.ts';

/** Money that leaves one own account and arrives on another within days: no item is settled, and none may be. */
export function matchTransfers(run: Run): void {
  const { sheet } = run;
  const { lineAccount } = sheet;
  if (lineAccount === null) return;
  const open = those(run.openLines, (line) => sheet.isSettled[line] === 0);
  const equal = equalRows(open, run.lineColumns, false);
  for (const line of open) {
    const minor = sheet.lineMinor[line] ?? 0;
    if (minor > 0) continue;
    for (let other = equal.first(sheet.lineCurrency[line] ?? 0, 0, -minor); other !== -1; other = equal.next(other)) {
      const days = (sheet.lineDay[other] ?? 0) - (sheet.lineDay[line] ?? 0);
      if (sheet.declinedTransfers.has(line * sheet.lines.length + other)) continue;
      if (days < -1 || days > 5 || lineAccount[line] === lineAccount[other]) continue;
      const doubt = [line, other].some((each) => isOwn(run, each)) ? 0.0005 : 0.05;
      propose(run.proposed, { by: 'transfer', lines: [line, other], items: [], minors: [], doubt, rivals: 0, runnerUp: 0 });
    }
  }
  decideTogether(run, run.offered);
}

const isOwn = ({ sheet }: Run, line: number): boolean => sheet.ownNames.has(plainName(sheet.lines[line]?.counterparty ?? ''));
