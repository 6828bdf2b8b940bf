import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changingChecks } from './checks-changing.ts';
import { promiseChecks } from './checks-promises.ts';
import { readingChecks } from './checks-reading.ts';
import { settlingChecks } from './checks-settling.ts';
import { writingChecks } from './checks-writing.ts';
import type { Check, Rig, Subject } from './rig.ts';

/** What every connector must do, whatever it connects to. */
export const checks: readonly Check[] = [...readingChecks, ...writingChecks, ...settlingChecks, ...changingChecks, ...promiseChecks];

/** Registers every check as a test, or those of one file where they are shared out. An exemption is a skipped test that says why. */
export function conform(subject: Subject, part: readonly Check[] = checks): void {
  for (const check of part) {
    const reason = subject.exemptions[check.title];
    test(`${subject.name} ${check.title}`, { skip: reason ?? false }, () => runCheck(check, subject));
  }
  test(`${subject.name} is exempted only from checks that exist`, () => {
    const titles = new Set(checks.map(({ title }) => title));
    assert.deepEqual(
      Object.keys(subject.exemptions).filter((title) => !titles.has(title)),
      [],
    );
  });
}

export async function runCheck(check: Check, subject: Subject): Promise<void> {
  const rig: Rig = await subject.start();
  try {
    const lacking = check.needs?.(rig, subject) ?? null;
    assert.equal(lacking, null, `this check needs ${lacking}: exempt the connector from it, with a reason`);
    await check.run(rig, subject);
  } finally {
    await rig.close();
  }
}

/** Runs the suite until a check fails; the title of that check, or null when all passed. `first` are tried first. */
export async function firstFailure(subject: Subject, first: readonly string[]): Promise<string | null> {
  const order = [...checks.filter(({ title }) => first.includes(title)), ...checks.filter(({ title }) => !first.includes(title))];
  for (const check of order) {
    if (subject.exemptions[check.title] !== undefined) continue;
    try {
      await runCheck(check, subject);
    } catch {
      return check.title;
    }
  }
  return null;
}
