import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { AnyRecord, Kind } from '../../core/records.ts';
import { sumAmounts } from '../../core/decimal.ts';
import { day, passOf, selling } from './testing.ts';
import type { Seller } from './testing.ts';

const read = ['contact', 'taxRate', 'invoice', 'creditNote', 'balanceTransaction', 'settlement', 'payout', 'dispute'] as const;

/** What somebody may do at Stripe, on one of the things that are there (`which` chooses). */
const doings: Readonly<Record<string, (seller: Seller, which: number) => Promise<unknown>>> = {
  signUp: ({ create }, which) => create('contact', { name: `Customer ${which}` }),
  rename: (seller, which) => seller.edit('contact', chosen(seller, 'contact', which), { phone: `+1 555 ${which}` }),
  charge: ({ create }, which) => create('payment', { amount: 1_000 + which, currency: which % 3 === 0 ? 'eur' : 'usd' }),
  sell: (seller, which) => sell(seller, which, true),
  sellOnAccount: (seller, which) => sell(seller, which, false),
  credit: (seller, which) => seller.create('creditNote', { invoice: chosen(seller, 'invoice', which), amount: 100, credit_amount: 100 }),
  voidInvoice: ({ sandbox, ...seller }, which) =>
    sandbox.person({ does: 'void', kind: 'invoice', id: chosen({ sandbox, ...seller }, 'invoice', which) }),
  refund: (seller, which) => seller.create('refund', { charge: chosen(seller, 'payment', which), amount: 150 }),
  failRefund: (seller, which) => seller.edit('refund', chosen(seller, 'refund', which), { status: 'failed' }),
  bounce: (seller, which) => seller.edit('payment', chosen(seller, 'payment', which), { status: 'failed' }),
  dispute: (seller, which) => seller.create('dispute', { charge: chosen(seller, 'payment', which) }),
  win: (seller, which) => seller.edit('dispute', chosen(seller, 'dispute', which), { status: 'won' }),
  lose: (seller, which) => seller.edit('dispute', chosen(seller, 'dispute', which), { status: 'lost' }),
  failPayout: (seller, which) => seller.edit('payout', chosen(seller, 'payout', which), { status: 'failed' }),
  tax: ({ create }, which) => create('balanceTransaction', { reporting_category: 'fee', amount: -10 - which, currency: 'usd' }),
};

function chosen({ sandbox }: Seller, kind: Kind, which: number): string {
  const all = sandbox.documents(kind);
  const id = all[which % Math.max(all.length, 1)]?.['id'];
  return typeof id === 'string' ? id : 'nothing';
}

const sell = (seller: Seller, which: number, pay: boolean) =>
  seller.create('invoice', {
    customer: chosen(seller, 'contact', which),
    currency: 'usd',
    lines: Array.from({ length: 1 + (which % 12) }, (_, place) => ({ description: `Line ${place}`, amount: 500 + which })),
    pay,
  });

type Mirror = Map<string, AnyRecord>;

/** One pass over everything; `mirror` and `cursors` are what a store would keep. */
async function look(seller: Seller, mirror: Mirror, cursors: Map<Kind, string>, between: () => Promise<unknown>): Promise<void> {
  for (const kind of read) {
    const { records, next } = await passOf(seller, kind, cursors.get(kind) ?? null, between);
    for (const record of records) mirror.set(`${kind} ${record.id}`, record);
    cursors.set(kind, next);
  }
}

const shown = (mirror: Mirror): Readonly<Record<string, AnyRecord>> =>
  Object.fromEntries([...mirror].toSorted(([a], [b]) => (a < b ? -1 : 1)));

const happening = fc.record({
  what: fc.constantFrom(...Object.keys(doings)),
  which: fc.nat({ max: 30 }),
  seconds: fc.constantFrom(0, 1, 45, 900, 20_000),
  isLookedAt: fc.boolean(),
});

test('whatever happens, looking now and then shows the same as reading everything at the end, and no cent is missing', () =>
  fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 20, maxLength: 40 }), async (happenings) => {
      await selling(
        async (seller) => {
          const [mirror, cursors]: [Mirror, Map<Kind, string>] = [new Map(), new Map()];
          const waiting = [...happenings];
          // What cannot be done (a refund of nothing) is refused by the sandbox as by Stripe.
          const next = async (): Promise<void> => {
            const one = waiting.shift();
            if (!one) return;
            await doings[one.what]?.(seller, one.which).catch(() => undefined);
            await seller.pass(one.seconds);
          };
          await doings['signUp']?.(seller, 1);
          while (waiting.length > 0) {
            const { isLookedAt } = waiting[0] ?? { isLookedAt: false };
            await next();
            if (isLookedAt) await look(seller, mirror, cursors, next);
          }
          await seller.pass(day);
          await doings['charge']?.(seller, 1);
          await seller.pass(600);
          await look(seller, mirror, cursors, () => Promise.resolve());
          const whole: Mirror = new Map();
          await look(seller, whole, new Map(), () => Promise.resolve());
          assert.deepEqual(shown(mirror), shown(whole));
          for (const [currency, held] of Object.entries(seller.sandbox.trialBalance())) {
            const moved = [...whole.values()].flatMap((one) =>
              one.kind === 'balanceTransaction' && one.currency === currency.toUpperCase() ? [one.net] : [],
            );
            assert.equal(sumAmounts(moved), sumAmounts([held]), currency);
          }
        },
        { payouts: 'daily', delay_days: 1, settles: ['usd', 'eur'] },
      );
    }),
    { numRuns: 4 },
  ));
