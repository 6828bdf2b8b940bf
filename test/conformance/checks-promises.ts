import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { Refused } from '../../src/contract/refused.ts';
import type { Delivery, PreflightWants } from '../../src/contract/connector.ts';
import { addDays } from '../../src/core/day.ts';
import { decimal, equal, sumAmounts } from '../../src/core/decimal.ts';
import type { Contact, Invoice, Item } from '../../src/core/records.ts';
import { creation, land, readerFor } from './acting.ts';
import { withInvoices, withWrites } from './checks-writing.ts';
import { assertAsSent } from './comparing.ts';
import { abilityOf, writableKinds } from './rig.ts';
import type { Check, Rig, Subject } from './rig.ts';
import { samplesFor, totalled } from './samples.ts';

const hmac = (key: string, text: string): string => createHmac('sha256', key).update(text).digest('base64');
const withWebhooks = (rig: Rig, subject: Subject): string | null =>
  rig.webhooks === null || subject.connector.nudge === null ? 'webhooks' : null;

/** The manifest, the webhooks and the reports: what a connector promises about its provider. */
export const promiseChecks: readonly Check[] = [
  {
    title: 'describes itself completely',
    run: async ({ session }, { connector }) => {
      const { manifest } = connector;
      assert.match(manifest.id, /^[a-z]+$/);
      for (const [kind, ability] of Object.entries(manifest.kinds)) {
        assert.equal(ability.read, kind in session.readers, `a reader of ${kind}`);
        assert.equal(ability.write !== null, kind in session.writers, `a writer of ${kind}`);
      }
      assert.deepEqual(
        Object.keys(session.readers).filter((kind) => !(kind in manifest.kinds)),
        [],
        'no reader without a word about it',
      );
      if (manifest.auth.type === 'oauth2')
        assert.ok(
          manifest.auth.scopes.every(({ why }) => why.length > 20 && why.endsWith('.')),
          'a reason for every permission',
        );
      assert.ok(
        manifest.requestSeconds > 0 && manifest.poll.everySeconds > 0 && manifest.poll.fullPassSeconds >= manifest.poll.everySeconds,
      );
    },
  },
  {
    title: 'keeps texts whole that are as long as the manifest allows',
    needs: withWrites,
    run: async (rig, subject) => {
      const samples = samplesFor(rig, subject);
      const fill = (kind: 'contact' | 'invoice' | 'item', field: string, with_ = 'x'): string =>
        with_.repeat(abilityOf(subject, kind).lengths[field] ?? 5);
      const base = await samples.of('contact', 1);
      const contact: Contact = {
        ...base,
        name: fill('contact', 'name'),
        givenName: fill('contact', 'givenName', 'g'),
        familyName: fill('contact', 'familyName', 'f'),
        taxNumber: fill('contact', 'taxNumber', '7'),
        phone: fill('contact', 'phone', '1'),
      };
      const made = await land(rig, creation(contact, 1));
      assertAsSent(subject, 'contact', contact, made.record);
      if (writableKinds(subject).includes('invoice')) {
        const plain = await samples.of('invoice', 1);
        const invoice: Invoice = {
          ...plain,
          number: fill('invoice', 'number', 'N'),
          reference: fill('invoice', 'reference', 'r'),
          lines: plain.lines.map((line) => ({ ...line, description: fill('invoice', 'description', 'ü') })),
        };
        assertAsSent(subject, 'invoice', invoice, (await land(rig, creation(invoice, 2))).record);
      }
      if (!writableKinds(subject).includes('item')) return;
      const item: Item = {
        ...(await samples.of('item', 1)),
        code: fill('item', 'code', 'C'),
        name: fill('item', 'name', 'n'),
        description: fill('item', 'description', 'd'),
      };
      assertAsSent(subject, 'item', item, (await land(rig, creation(item, 3))).record);
    },
  },
  {
    title: 'keeps prices and quantities of as many places as the manifest allows',
    needs: withInvoices,
    run: async (rig, subject) => {
      assert.ok(rig.coding);
      const { places } = abilityOf(subject, 'invoice');
      const finest = (count: number | undefined): string => `1.${'0'.repeat(Math.max((count ?? 2) - 1, 0))}1`;
      const base = await samplesFor(rig, subject).of('invoice', 1);
      const lines = base.lines
        .slice(0, 1)
        .map((line) => ({ ...line, quantity: finest(places['quantity']), unitPrice: finest(places['unitPrice']), discount: null }));
      const invoice: Invoice = { ...base, ...totalled(lines, rig.coding) };
      const { record } = await land(rig, creation(invoice, 1));
      const [fetched] = await readerFor(rig, 'invoice').fetch([record.id]);
      assert.ok(fetched);
      assertAsSent(subject, 'invoice', invoice, fetched.record);
    },
  },
  {
    title: 'keeps our tax where the provider would have worked out another cent',
    needs: (rig, subject) =>
      withInvoices(rig, subject) ?? (abilityOf(subject, 'invoice').taxOverride ? null : 'a provider that takes the tax as given'),
    run: async (rig, subject) => {
      const base = await samplesFor(rig, subject).of('invoice', 1);
      const lines = base.lines.map((line, index) =>
        index > 0 ? line : { ...line, taxes: line.taxes.map((tax) => ({ ...tax, amount: sumAmounts([tax.amount, '0.01']) })) },
      );
      const invoice: Invoice = {
        ...base,
        lines,
        totals: { net: base.totals.net, tax: sumAmounts([base.totals.tax, '0.01']), gross: sumAmounts([base.totals.gross, '0.01']) },
      };
      assertAsSent(subject, 'invoice', invoice, (await land(rig, creation(invoice, 1))).record);
    },
  },
  {
    title: 'keeps amounts that include tax, and amounts without tax, as they are',
    needs: withInvoices,
    run: async (rig, subject) => {
      const base = await samplesFor(rig, subject).of('invoice', 1);
      const plain = base.lines.slice(0, 1).map((line) => ({ ...line, quantity: '2', unitPrice: '10', discount: null, amount: '20' }));
      const inclusive: Invoice = {
        ...base,
        amountsAre: 'inclusive',
        lines: plain.map((line) => ({ ...line, taxes: line.taxes.map((tax) => ({ ...tax, amount: '3.33' })) })),
        totals: { net: '16.67', tax: '3.33', gross: '20' },
      };
      assertAsSent(subject, 'invoice', inclusive, (await land(rig, creation(inclusive, 1))).record);
      const free: Invoice = {
        ...base,
        number: 'INV-2',
        amountsAre: 'noTax',
        lines: plain.map((line) => ({ ...line, taxes: [] })),
        totals: { net: '20', tax: '0', gross: '20' },
      };
      assertAsSent(subject, 'invoice', free, (await land(rig, creation(free, 2))).record);
    },
  },
  {
    title: 'names in its webhooks what changed, for the right account',
    needs: withWebhooks,
    run: async (rig, subject) => {
      const { webhooks } = rig;
      assert.ok(webhooks);
      for (const kind of subject.connector.manifest.webhooks.filter((one) => rig.screen.kinds.includes(one))) {
        let id = '';
        const deliveries = await webhooks.during(async () => {
          id = await rig.screen.add(kind, 1);
        });
        const nudges = deliveries.flatMap((delivery) => nudgeOf(subject, delivery)?.touched ?? []);
        assert.ok(
          nudges.some((touched) => touched.kind === kind && touched.id === id && touched.account !== ''),
          `the new ${kind} is named: ${JSON.stringify(nudges)}`,
        );
      }
    },
  },
  {
    title: 'refuses a webhook with a wrong signature, an altered body or none, and takes any of several keys',
    needs: withWebhooks,
    run: async (rig, subject) => {
      const { webhooks } = rig;
      assert.ok(webhooks);
      const [delivery] = await webhooks.during(() => rig.screen.add('contact', 1));
      assert.ok(delivery, 'something was delivered');
      assert.ok(nudgeOf(subject, { ...delivery, secrets: ['a former key', webhooks.secret] }));
      const bad: readonly Delivery[] = [
        { ...delivery, secrets: ['another key'] },
        { ...delivery, secrets: [] },
        { ...delivery, body: `${delivery.body} ` },
        { ...delivery, headers: {} },
        {
          ...delivery,
          headers: Object.fromEntries(
            Object.entries(delivery.headers).map(([name, value]) => [
              name,
              /signature|verification/i.test(name) ? value.slice(0, -1) : value,
            ]),
          ),
        },
      ];
      for (const one of bad) {
        assert.throws(
          () => nudgeOf(subject, one),
          (error: unknown) => error instanceof Refused && error.reason === 'forbidden',
        );
      }
    },
  },
  {
    title: 'tells a doubled delivery from a new one',
    needs: withWebhooks,
    run: async (rig, subject) => {
      const { webhooks } = rig;
      assert.ok(webhooks);
      const [one] = await webhooks.during(() => rig.screen.add('contact', 1));
      const [two] = await webhooks.during(() => rig.screen.add('contact', 2));
      assert.ok(one && two);
      assert.equal(nudgeOf(subject, one)?.delivery, nudgeOf(subject, one)?.delivery);
      assert.notEqual(nudgeOf(subject, one)?.delivery, nudgeOf(subject, two)?.delivery);
    },
  },
  {
    title: 'says before the first write what would be refused, and which setting to change',
    needs: (rig, subject) => (rig.session.preflight === null ? 'settings that can be checked' : withWrites(rig, subject)),
    run: async ({ session, coding }) => {
      assert.ok(coding && session.preflight);
      const line = { account: coding.sales, tax: coding.tax.rate, percent: coding.tax.percent };
      const wants: PreflightWants = {
        paymentAccounts: [coding.clearing],
        bankAccounts: [coding.bank],
        lines: [line],
        currencies: [coding.currency],
        from: '2026-11-01',
        granted: null,
      };
      assert.deepEqual(
        (await session.preflight(wants)).filter(({ ok, fix }) => !ok || fix !== null),
        [],
        'everything is in order, and nothing is asked for',
      );
      const troubles: readonly Partial<PreflightWants>[] = [
        { paymentAccounts: [coding.sales] },
        { paymentAccounts: ['nowhere'] },
        { bankAccounts: [coding.sales] },
        { lines: [{ ...line, tax: 'nothing' }] },
        { lines: [{ ...line, percent: '77' }] },
        { lines: [{ ...line, account: coding.receivable, tax: null }] },
        { currencies: ['XAF'] },
      ];
      for (const trouble of troubles) {
        const failed = (await session.preflight({ ...wants, ...trouble })).filter(({ ok }) => !ok);
        assert.ok(failed.length > 0, JSON.stringify(trouble));
        for (const { check, seen, expected, fix } of failed)
          assert.ok(check && seen && expected && fix && fix.length > 20, `${check}: ${fix}`);
      }
    },
  },
  {
    title: 'reports the movement of each account as the books have it, also across the end of a year',
    needs: (rig, subject) =>
      rig.session.accountMovement === null || rig.trialBalance === null ? 'books with a trial balance' : withInvoices(rig, subject),
    run: async (rig, subject) => {
      const samples = samplesFor(rig, subject);
      for (const [n, on] of ['2024-12-30', '2025-06-01', '2025-12-31', '2026-01-01', '2026-11-03'].entries()) {
        await land(rig, creation({ ...(await samples.of('invoice', n)), issuedOn: on, dueOn: on }, n));
        await land(rig, creation({ ...(await samples.of('bankTransaction', n)), madeOn: on }, `fee ${n}`));
      }
      for (const [from, through] of [
        ['2026-11-01', '2026-11-30'],
        ['2026-01-01', '2026-12-31'],
        ['2025-12-31', '2026-01-01'],
        ['2025-01-01', '2026-11-03'],
        ['2024-01-01', '2026-12-31'],
      ] as const) {
        const moved = (await rig.session.accountMovement?.(from, through)) ?? [];
        assert.deepEqual(
          Object.fromEntries(moved.map((row) => [row.account, row.amount])),
          movementInBooks(rig, from, through),
          `${from} to ${through}`,
        );
        assert.equal(sumAmounts(moved.map((row) => row.amount)), '0', 'debits equal credits');
      }
    },
  },
];

const nudgeOf = (subject: Subject, delivery: Delivery) => subject.connector.nudge?.({ ...delivery, hmac });

function movementInBooks(rig: Rig, from: string, through: string): Readonly<Record<string, string>> {
  const [before, after] = [rig.trialBalance?.(addDays(from, -1)) ?? {}, rig.trialBalance?.(through) ?? {}];
  const moved = Object.keys(after).map((account): [string, string] => [
    account,
    sumAmounts([after[account] ?? '0', `-${before[account] ?? '0'}`.replace('--', '')]),
  ]);
  return Object.fromEntries(moved.filter(([, figure]) => !equal(decimal(figure), decimal('0'))));
}
