import type { DemoResult, DemoWishes } from '../cli/office.ts';
import { figure, sum, whole } from '../cli/figures.ts';
import { proofLines } from '../cli/proof-text.ts';
import { table, wrapped } from '../cli/table.ts';
import { add, amount, decimal } from '../core/decimal.ts';
import { poll } from '../engine/poll.ts';
import type { FlowScope } from '../engine/ports.ts';
import { proveFlow } from '../engine/prove-flow.ts';
import type { CurrencyAmount, Proof } from '../proof/proof.ts';
import type { Stage } from './stage.ts';
import type { Flows } from './steps.ts';

/** Proves every flow: a line for each, and for each account that must be what the processor says. What is not so is shown whole. */
export async function proveAll(
  { office }: Stage,
  flows: Flows & { readonly bank: FlowScope },
  { say, page }: DemoWishes,
): Promise<Pick<DemoResult, 'tiesOut' | 'difference'>> {
  const { engine, proofs, clock } = office;
  const ports = { store: engine.store, proofs, clock, chance: engine.chance, open: engine.open };
  // A proof speaks of what was read, so everything is read first.
  for (const { connection } of await clock.during(() => office.connections.connections(office.organisation)))
    await poll(engine, office.organisation, connection);
  const made: Proof[] = [];
  for (const flow of Object.values(flows)) made.push(await proveFlow(ports, { ...flow, period: null }));
  const open = made.filter(({ tiesOut }) => !tiesOut);
  for (const proof of open) for (const line of ['', ...proofLines(proof, page, false)]) say(line);
  const apart = byCurrency(made.flatMap(({ headline }) => headline));
  const flowRows = made.map((proof) => [
    proof.flow,
    whole(
      proof.counts.reduce((count, { inSync }) => count + inSync, 0),
      page,
    ),
    apartOf(proof, page),
    proof.word,
  ]);
  const controls = made.flatMap((proof) => proof.controls.map((control) => ({ flow: proof.flow, ...control })));
  const controlRows = controls.flatMap(({ flow, of, currency, days, tiesOut }) =>
    days
      .slice(-1)
      .map(({ processor, ledger, difference }) => [
        `${flow}: ${accounts[of]}`,
        figure(processor, currency, page),
        figure(ledger, currency, page),
        figure(difference, currency, page),
        `${currency}${tiesOut ? '' : ' !'}`,
      ]),
  );
  const right = (title: string) => ({ title, align: 'right' }) as const;
  const lines = [
    ...table([{ title: 'flow', gives: true }, right('in the ledger'), right('difference'), { title: '' }], flowRows, page.columns),
    '',
    ...table(
      [{ title: 'account', gives: true }, right('Stripe'), right('ledger'), right('difference'), { title: '' }],
      controlRows,
      page.columns,
    ),
    '',
    ...wrapped(
      open.length === 0
        ? 'TIES OUT. Every flow is equal to the cent on both sides, and each account is what Stripe says it is, on every day.'
        : `${open.length} of ${made.length} flows do not tie out; they are shown above.`,
      page.columns,
    ),
    '',
  ];
  say('');
  for (const line of lines) say(line);
  return {
    tiesOut: open.length === 0,
    difference: apart.length === 0 ? '0.00' : apart.map((one) => sum(one.amount, one.currency, { locale: 'en' })).join(' and '),
  };
}

const accounts = { clearing: 'the balance', transit: 'payouts on their way', disputed: 'disputed' } as const;

/** What a flow's sides are apart; each currency by itself. */
function apartOf({ headline }: Proof, page: DemoWishes['page']): string {
  const apart = byCurrency(headline);
  return apart.length === 0 ? '0.00' : apart.map((one) => sum(one.amount, one.currency, page)).join(', ');
}

/** Sums that are not zero. Amounts of different currencies are never added. */
function byCurrency(amounts: readonly CurrencyAmount[]): readonly CurrencyAmount[] {
  const grouped = [...Map.groupBy(amounts, ({ currency }) => currency)].map(([currency, some]) => ({
    currency,
    amount: amount(some.reduce((total, one) => add(total, decimal(one.amount)), decimal('0'))),
  }));
  return grouped.filter((one) => one.amount !== '0').toSorted((a, b) => (a.currency < b.currency ? -1 : 1));
}
