import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { AnyRecord } from '../core/records.ts';
import type { Case } from './case.ts';
import { faults, happen, pence } from './faults.testing.ts';
import type { Drawn, Outcome } from './faults.testing.ts';
import { postingsOf } from './postings.ts';
import type { Proof, ProofInput } from './proof.ts';
import { prove } from './prove.ts';
import { chart, journal } from './testing.ts';
import { totalsDelta } from './totals.ts';

const controlled = ['200', '260', '610', '820', '860'];

/** The ledger's own movement in pounds, worked out in pence by the plain rules of bookkeeping and nothing of the proof's. */
function movementOf(records: readonly AnyRecord[]): readonly { account: string; amount: string }[] {
  const pences = new Map<string, number>();
  const move = (account: string | null, by: number) => pences.set(account ?? '', (pences.get(account ?? '') ?? 0) + by);
  for (const record of records) {
    if (!('currency' in record) || record.currency !== 'GBP' || !('state' in record) || record.state === 'void' || record.state === 'draft')
      continue;
    if (record.kind === 'invoice' || record.kind === 'creditNote') {
      const sign = record.kind === 'invoice' ? 1 : -1;
      move('610', sign * pence(record.totals.gross));
      move('820', -sign * pence(record.totals.tax));
      for (const line of record.lines) move(line.account, -sign * pence(line.amount));
    }
    if (record.kind === 'payment') {
      move('090', pence(record.amount));
      move('610', -pence(record.amount));
    }
    if (record.kind === 'journal') for (const line of record.lines) move(line.account, pence(line.amount));
  }
  return [...pences].map(([account, by]) => ({
    account,
    amount: `${by < 0 ? '-' : ''}${Math.floor(Math.abs(by) / 100)}.${String(Math.abs(by) % 100).padStart(2, '0')}`,
  }));
}

function inputOf(outcomes: readonly Outcome[], change: Partial<ProofInput> = {}): ProofInput {
  const inLedger = outcomes.flatMap((outcome) => outcome.inLedger);
  const cases = outcomes.flatMap((outcome): readonly Case[] => (outcome.case ? [outcome.case] : []));
  const states = cases.flatMap((of) => (of.from === 'source' ? [of.standing?.state] : ['in sync']));
  const count = (state: string) => states.filter((of) => of === state).length;
  return {
    flow: 'shop to ledger',
    period: { fromMonth: '2026-09', throughMonth: '2026-10' },
    startsOn: '2026-09-01',
    madeAt: 0,
    baseCurrency: 'GBP',
    kinds: ['invoice', 'creditNote', 'payment'],
    chart,
    controlled,
    source: totalsDelta(
      [],
      outcomes.flatMap((outcome) => outcome.source),
    ),
    otherFlows: [],
    target: totalsDelta(
      [],
      inLedger.flatMap((record) => postingsOf(record, chart)),
    ),
    cases,
    counts: [
      {
        kind: 'invoice',
        atSource: states.length,
        inSync: count('in sync'),
        pending: count('pending'),
        held: count('held'),
        excluded: count('excluded'),
      },
    ],
    ledger: { is: 'read', movements: movementOf(inLedger), foreign: [] },
    ...change,
  };
}

const drawn: fc.Arbitrary<Drawn> = fc.record({
  kind: fc.constantFrom('invoice', 'creditNote', 'payment'),
  on: fc.constantFrom('2026-09-01', '2026-09-29', '2026-10-02', '2026-10-31'),
  net: fc.integer({ min: 100, max: 500000 }),
  tax: fc.integer({ min: 100, max: 90000 }),
  currency: fc.constantFrom('GBP', 'GBP', 'EUR'),
  fault: fc.oneof({ weight: 2, arbitrary: fc.constant('nothing' as const) }, { weight: 3, arbitrary: fc.constantFrom(...faults) }),
});

const named = (proof: Proof): readonly string[] =>
  proof.differences.map(({ key, target, cause }) => `${key?.id ?? target?.id ?? '?'} ${cause}`).toSorted();
const inPence = (amounts: Proof['headline']) => Object.fromEntries(amounts.map(({ currency, amount }) => [currency, pence(amount)]));
const one = (fault: Drawn['fault'], rest: Partial<Drawn> = {}): Drawn => ({
  kind: 'invoice',
  on: '2026-10-02',
  net: 10000,
  tax: 2000,
  currency: 'GBP',
  fault,
  ...rest,
});
const proofOf = (...documents: readonly Drawn[]): Proof =>
  prove(inputOf(documents.map((document, index) => happen(document, `D${index}`))));

test('of N random faults the proof names exactly these N, and their amounts are the whole difference', () => {
  fc.assert(
    fc.property(fc.array(drawn, { maxLength: 40 }), (documents) => {
      const outcomes = documents.map((document, index) => happen(document, `D${index}`));
      const proof = prove(inputOf(outcomes));
      const expected = outcomes.flatMap((outcome) => (outcome.expected ? [outcome.expected] : []));
      assert.deepEqual(named(proof), expected.map(({ id, cause }) => `${id} ${cause}`).toSorted());
      const headline: Record<string, number> = {};
      for (const { currency, pence: size } of expected) headline[currency] = (headline[currency] ?? 0) + size;
      assert.deepEqual(inPence(proof.headline), headline);
      for (const row of proof.rows) {
        const gaps = proof.differences.flatMap((of) =>
          of.gaps.filter(
            (gap) => of.currency === row.currency && gap.kind === row.kind && gap.account === row.account && gap.month === row.month,
          ),
        );
        assert.equal(
          gaps.reduce((total, gap) => total + pence(gap.amount), 0),
          pence(row.difference),
          JSON.stringify(row),
        );
        assert.equal(pence(row.source) - pence(row.target), pence(row.difference));
        assert.equal(row.unexplained, '0');
      }
      assert.deepEqual(proof.unexplained, []);
    }),
    { numRuns: 300 },
  );
});

test('a difference that nobody reports is unexplained, however the rest is named', () => {
  fc.assert(
    fc.property(
      fc.array(drawn, { maxLength: 12 }),
      drawn.filter(({ fault }) => fault !== 'nothing'),
      (documents, silent) => {
        const outcomes = documents.map((document, index) => happen(document, `D${index}`));
        const hidden = happen(silent, 'silent');
        const proof = prove(inputOf([...outcomes, { ...hidden, case: null }]));
        assert.equal(proof.word, 'unexplained');
        assert.equal(proof.tiesOut, false);
        assert.notDeepEqual(proof.unexplained, []);
      },
    ),
  );
});

test('reporting documents that do not differ changes nothing', () => {
  fc.assert(
    fc.property(fc.array(drawn, { maxLength: 12 }), (documents) => {
      const outcomes = documents.map((document, index) => happen(document, `D${index}`));
      const fewer = outcomes.map((outcome) => (outcome.expected ? outcome : { ...outcome, case: null }));
      const input = inputOf(outcomes);
      assert.deepEqual(prove({ ...inputOf(fewer), counts: input.counts }), prove(input));
    }),
  );
});

test('two errors that offset each other are never net', () => {
  const up = one('amount edited');
  const down = one('amount edited', { kind: 'creditNote' });
  const proof = proofOf(up, down);
  assert.equal(
    proof.rows.filter(({ account }) => account === '610').reduce((total, row) => total + pence(row.difference), 0),
    0,
  );
  assert.deepEqual(inPence(proof.headline), { GBP: 1680 });
  assert.equal(proof.word, 'explained');
});

test('books that agree tie out', () => {
  const proof = proofOf(one('nothing'), one('nothing', { kind: 'payment' }), one('nothing', { currency: 'EUR' }));
  assert.equal(proof.word, 'ties out');
  assert.equal(proof.tiesOut, true);
  assert.deepEqual(proof.headline, []);
});

test('a held document of zero amount keeps the proof open', () => {
  const proof = proofOf(one('held', { net: 0, tax: 0 }));
  assert.deepEqual([proof.word, proof.headline], ['open', []]);
});

test('money that is held is open and its amount is shown', () => {
  const proof = proofOf(one('nothing'), one('held'));
  assert.deepEqual([proof.word, inPence(proof.held)], ['open', { GBP: 12000 }]);
});

test('a lost answer does not tie out, even where no amount is at stake', () => {
  const lost = happen(one('answer lost', { net: 0, tax: 0 }), 'D0');
  assert.equal(prove(inputOf([lost])).word, 'explained');
});

test('a record that is in none of the four states is unexplained', () => {
  const input = inputOf([happen(one('nothing'), 'D0')]);
  const proof = prove({ ...input, counts: [{ kind: 'invoice', atSource: 2, inSync: 1, pending: 0, held: 0, excluded: 0 }] });
  assert.deepEqual([proof.word, proof.countsAddUp], ['unexplained', false]);
});

test('a proof that could not ask the ledger for its own movement is no proof', () => {
  const proof = prove(inputOf([happen(one('nothing'), 'D0')], { ledger: { is: 'not read', why: 'the connection expired' } }));
  assert.deepEqual([proof.word, proof.ledgerNotRead], ['unexplained', 'the connection expired']);
});

test('a movement of receivables that is none of the ledger’s documents is unexplained', () => {
  const outcome = happen(one('nothing'), 'D0');
  const ledger = {
    is: 'read',
    movements: movementOf([...outcome.inLedger, journal('2026-10-05', '610', '200', 50)]),
    foreign: [],
  } as const;
  const proof = prove(inputOf([outcome], { ledger }));
  assert.equal(proof.word, 'unexplained');
  assert.deepEqual(
    proof.differences
      .map(({ account, cause, amount }) => [account, cause, amount])
      .toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
    [
      ['200', 'posted in the ledger by others', '0.5'],
      ['610', 'unexplained', '-0.5'],
    ],
  );
});

test('documents in other currencies bridge to base by their own rate, to a penny each', () => {
  const outcome = happen(one('nothing', { currency: 'EUR' }), 'D0');
  const ledger = (receivable: string) => ({
    is: 'read' as const,
    movements: [
      { account: '610', amount: receivable },
      { account: '200', amount: '-85' },
      { account: '820', amount: '-17' },
    ],
    foreign: [
      [
        { account: '610', amount: '102', documents: 1, withoutRate: 0 },
        { account: '200', amount: '-85', documents: 1, withoutRate: 0 },
        { account: '820', amount: '-17', documents: 1, withoutRate: 0 },
      ],
    ],
  });
  assert.equal(prove(inputOf([outcome], { ledger: ledger('102') })).word, 'ties out');
  assert.deepEqual(
    prove(inputOf([outcome], { ledger: ledger('102.01') })).differences.map(({ cause }) => cause),
    ['exchange rate'],
  );
  assert.equal(prove(inputOf([outcome], { ledger: ledger('102.02') })).word, 'unexplained');
});

test('a document that moved out of its closed month shows in both months and is counted once', () => {
  const proof = proofOf(one('own month closed'));
  assert.deepEqual(inPence(proof.headline), { GBP: 12000 });
  assert.deepEqual(
    proof.rows.filter(({ account }) => account === '*').map(({ month, difference }) => [month, difference]),
    [
      ['2026-09', '-120'],
      ['2026-10', '120'],
    ],
  );
});

test('other months do not count', () => {
  const outcomes = [happen(one('not sent', { on: '2026-09-29' }), 'D0'), happen(one('not sent', { on: '2026-10-02' }), 'D1')];
  const october = prove(inputOf(outcomes, { period: { fromMonth: '2026-10', throughMonth: '2026-10' } }));
  assert.deepEqual(named(october), ['D1 not sent yet']);
});

test('what other flows put into the same ledger is theirs, and their differences are not ours', () => {
  const ours = [happen(one('nothing'), 'D0')];
  const theirs = [
    happen(one('nothing', { net: 7700 }), 'E0'),
    happen(one('amount edited', { net: 8800 }), 'E1'),
    happen(one('not sent', { net: 9900 }), 'E2'),
  ];
  const shop: readonly Case[] = theirs.flatMap((outcome) =>
    outcome.case?.from === 'source' ? [{ ...outcome.case, flow: 'another shop to ledger' }] : [],
  );
  const both = inputOf([...ours, ...theirs]);
  const input = {
    ...inputOf(ours),
    target: both.target,
    ledger: both.ledger,
    otherFlows: totalsDelta(
      [],
      theirs.flatMap(({ source }) => source),
    ),
  };
  assert.equal(prove({ ...input, cases: [...input.cases, ...shop] }).word, 'ties out');
  assert.equal(prove({ ...input, cases: [...input.cases, ...shop.slice(0, 2)] }).word, 'unexplained');
});

test('a person’s recoding on accounts that are not the flow’s is seen by the documents of its kinds', () => {
  const proof = proofOf(one('recoded'));
  const [recoding] = proof.differences;
  assert.deepEqual([recoding?.cause, recoding?.size, recoding?.detail], ['recoded in the ledger', '100', 'from 200 to 260']);
});

test('a question about a removal is named after it, and is held all the same', () => {
  const outcome = happen(one('held'), 'D0');
  const held = outcome.case?.from === 'source' ? { ...outcome.case, hold: { code: 'removed in the ledger', text: 'make again?' } } : null;
  const proof = prove(inputOf([{ ...outcome, case: held }]));
  assert.deepEqual([proof.word, proof.differences[0]?.cause, proof.differences[0]?.isHeld], ['open', 'voided in the ledger', true]);
});
