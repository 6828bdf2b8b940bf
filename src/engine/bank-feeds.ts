import { fingerprint } from '../core/fingerprint.ts';
import { publishLines } from './bank-keep.ts';
import type { BankPorts } from './bank-match.ts';
import type { BankBook, KeptLine } from './bank-ports.ts';
import type { Flow } from './ports.ts';

/** Lines that a feed shows are decided about beside those of files: they are kept here under the feed's name, as they last were. */
export async function mirrorFeeds(
  { engine, feeds }: Pick<BankPorts, 'engine' | 'feeds'>,
  { organisation }: Pick<Flow, 'organisation'>,
  book: BankBook,
): Promise<void> {
  const known = new Set((await book.accounts()).map(({ account }) => account));
  for (const feed of feeds) {
    const lines: KeptLine[] = (await engine.store.records(organisation, feed, 'statementLine')).flatMap(({ record, goneAt }) =>
      record.kind === 'statementLine'
        ? [{ record: { ...record, id: `${feed}:${record.id}`, account: `${feed}:${record.account}` }, read: null, isGone: goneAt !== null }]
        : [],
    );
    const before = new Map((await book.linesNamed(lines.map(({ record }) => record.id))).map((each) => [each.record.id, each]));
    const fresh = lines.filter((line) => fingerprint(line) !== fingerprint(before.get(line.record.id) ?? null));
    for (const { record } of fresh) {
      if (known.has(record.account)) continue;
      known.add(record.account);
      const nothing = { named: { iban: null, bank: null, number: null }, dialect: null, habits: null, closing: null };
      await book.keepAccount({ account: record.account, currency: record.currency, ...nothing });
    }
    await book.keepLines(fresh, engine.clock.now());
    const gone = new Set(fresh.flatMap(({ record, isGone }) => (isGone ? [record.id] : [])));
    for (const { decision } of await book.decisions([...gone])) await book.endDecision(decision, { at: engine.clock.now(), by: feed });
    await publishLines(book, fresh);
  }
}
