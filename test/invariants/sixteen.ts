/** Where an invariant is watched, and a way of breaking it that its watch must notice. */
export interface Watched {
  readonly invariant: string;
  /** The test file, and the title (or its beginning) of the test that fails. */
  readonly file: string;
  readonly title: string;
  /** One edit of the code that breaks the invariant: `node test/invariants/break.ts` makes it in a copy and runs the test. */
  readonly break: { readonly file: string; readonly from: string; readonly to: string };
}

const own = 'test/invariants/invariants.test.ts';
const documents = 'test/engine/documents.test.ts';
const money = 'test/engine/money.test.ts';
const booked = 'an invoice with lines, discounts and two taxes is booked once, to the cent';

export const sixteen: readonly Watched[] = [
  {
    invariant: '1 one open write per key',
    file: own,
    title: 'the database takes no second open write of one part',
    break: { file: 'src/store/migrations/001-engine.sql', from: 'create unique index write_open', to: 'create index write_open' },
  },
  {
    invariant: '2 written down before sent',
    file: documents,
    title: booked,
    break: { file: 'src/engine/write.ts', from: 'listenUntil < state.leaseUntil &&', to: 'listenUntil < state.leaseUntil ||' },
  },
  {
    invariant: '3 unknown first',
    file: money,
    title: 'a payment of ours whose answer was lost does not come back as a payment of the ledger’s',
    break: { file: 'src/engine/turn.ts', from: 'if (open.length === 0) return claims;', to: 'if (open.length >= 0) return claims;' },
  },
  {
    invariant: '4 a dirty mark dies only with what it asked for',
    file: own,
    title: 'a change that is named while its key is being written is not lost',
    break: {
      file: 'src/store/conclude.ts',
      from: 'and task.lease_token = $4 and task.generation = x.generation',
      to: 'and task.lease_token = $4',
    },
  },
  {
    invariant: '5 one document per part, one part per document',
    file: own,
    title: 'the database takes no second part for one document',
    break: { file: 'src/store/migrations/001-engine.sql', from: 'create unique index link_target', to: 'create index link_target' },
  },
  {
    invariant: '6 what we made carries our reference',
    file: documents,
    title: booked,
    break: { file: 'src/connectors/xero/translate-documents.ts', from: '  Url: linkTo(linkBase, reference),\n', to: '' },
  },
  {
    invariant: '7 plan after apply is nothing',
    file: documents,
    title: 'with both flows on, a plan after everything was applied is empty on both',
    break: {
      file: 'src/plan/owned.ts',
      from: '  issuedOn: document.issuedOn,',
      to: '  issuedOn: document.issuedOn,\n  exactly: document.amountsAre + document.lines.map((line) => line.id).join(),',
    },
  },
  {
    invariant: '8 money is conserved',
    file: money,
    title: 'a payment of ours whose answer was lost does not come back as a payment of the ledger’s',
    break: {
      file: 'src/booking/received.ts',
      from: '    amount: allocation.amount,\n    account,',
      to: '    amount: record.amount,\n    account,',
    },
  },
  {
    invariant: '9 closed books are never touched',
    file: 'test/laws/closed.test.ts',
    title: 'a lock that an adviser’s connection could write past is a lock',
    break: {
      file: 'src/engine/facts.ts',
      from: 'laterOf(organisation.lockedThrough, organisation.taxFiledThrough)',
      to: 'laterOf(null, organisation.taxFiledThrough)',
    },
  },
  {
    invariant: '10 nothing disappears, and the counts add up',
    file: documents,
    title: 'a refused document does not disturb the others of its batch',
    break: {
      file: 'src/store/observe.ts',
      from: 'const touched = [...new Set([...changed, ...survivors])]',
      to: 'const touched = [...new Set([...changed.slice(1), ...survivors])]',
    },
  },
  {
    invariant: '11 both sides’ totals are what one gets by adding up',
    file: documents,
    title: 'a change at the source is a change of the same document',
    break: { file: 'src/store/totals.ts', from: 'for (const posting of each.before)', to: 'for (const posting of each.before.slice(1))' },
  },
  {
    invariant: '12 missing from a listing is not gone',
    file: own,
    title: 'a document that a listing leaves out is asked for before it is believed to be gone',
    break: { file: 'src/engine/fetch-by-id.ts', from: 'gone: asked.filter((id) => !there.has(id)),', to: 'gone: asked,' },
  },
  {
    invariant: '13 a webhook carries no truth',
    file: own,
    title: 'what a webhook names is read again, and what it says is not believed',
    break: {
      file: 'src/engine/look.ts',
      from: 'claim.seenAt === null || claim.seenAt < claim.nudgedAt;',
      to: 'claim.seenAt === null && claim.nudgedAt > 0;',
    },
  },
  {
    invariant: '14 time and chance come in as arguments',
    file: 'test/tidy.test.ts',
    title: 'pure rooms ask neither clock nor chance',
    break: { file: 'src/plan/plan.ts', from: 'const { ruling } = situation;', to: 'const { ruling } = situation;\n  Date.now();' },
  },
  {
    invariant: '15 every query is scoped to one organisation',
    file: own,
    title: 'one organisation sees nothing of another that uses the same names',
    break: {
      file: 'src/store/situations.ts',
      from: 'from record where organisation = $1 and connection = $2 and kind = any($3)',
      to: 'from record where $1 <> $2 and connection = $2 and kind = any($3)',
    },
  },
  {
    invariant: '16 a loss is recorded and shown before the write',
    file: own,
    title: 'what the ledger has no place for is recorded, and shown before anything is written',
    break: { file: 'src/engine/write.ts', from: '  losses: each.losses,\n', to: '  losses: each.losses.slice(0, 0),\n' },
  },
];
