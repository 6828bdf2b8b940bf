import type { CloseCheck, CloseRecord, CloseReport } from '../core/close.ts';
import { kinds } from '../core/records.ts';
import { accountName, chartOf } from '../proof/chart.ts';
import { amountOf } from '../core/money.ts';
import { ledgerAccountOf } from '../mapping/bank.ts';
import { bankFlowOf, bankPortsOf } from './bank-desk.ts';
import { bankScopeOf, bankWorkOf } from './bank-match.ts';
import { balanceCheck } from './close-balance.ts';
import { checkOf } from './close-checks.ts';
import type { ClosePorts, CloseScope } from './close-checks.ts';
import { ledgerFacts } from './facts.ts';

interface BankChecks {
  readonly checks: readonly CloseCheck[];
  readonly lines: CloseReport['lines'];
}

const noLines: CloseReport['lines'] = { booked: 0, byMatch: 0, byRule: 0, byPerson: 0, open: 0 };

/** The bank's lines that nobody knows, and the ledger's money that no bank has shown. Nothing where no bank is kept. */
export async function bankChecks(ports: ClosePorts, scope: CloseScope): Promise<BankChecks> {
  const flow = await bankFlowOf(
    ports,
    scope.flows.filter(({ target }) => target === scope.ledger),
  );
  if (flow === null || flow.mapping.bank === null) return { checks: [], lines: noLines };
  const { bank } = flow.mapping;
  const { from, through } = scope;
  const facts = await ledgerFacts(ports.engine.store, scope.organisation, scope.ledger);
  const chart = chartOf(facts.accounts);
  const bankPorts = await bankPortsOf(ports, flow);
  return ports.bank.work(bankScopeOf(flow), async (book) => {
    const all = (await book.lines({ account: null, from, through, isOpen: false })).filter(({ isGone }) => !isGone);
    const decisions = new Map((await book.decisions(null)).map((each) => [each.line, each.means]));
    const booked = all.filter(({ record }) => record.state === 'booked');
    const open = all.filter(({ record }) => !decisions.has(record.id));
    const count = (means: string): number => booked.filter(({ record }) => decisions.get(record.id) === means).length;
    const records = open.map(({ record }): CloseRecord => {
      const { id, bookedOn: on, amount, currency } = record;
      const what = [record.counterparty.name ?? '', record.text].filter((words) => words !== '').join(': ');
      const told = record.state === 'pending' ? `${what} (pending)` : what;
      return { what: told, id, on, amount, currency, about: { is: 'line', line: id }, opens: 'tieout bank suggestions' };
    });
    const { items } = await bankWorkOf(bankPorts, flow, book);
    const accounts = new Set((await book.accounts()).flatMap(({ account }) => accountName(chart, ledgerAccountOf(bank, account))));
    const unseen = [...items.onAccount].flatMap(([account, some]) =>
      accounts.has(account)
        ? some.filter(({ bookedOn }) => bookedOn >= from && bookedOn <= through).map((item) => ({ account, item }))
        : [],
    );
    const money = unseen.map(({ account, item }): CloseRecord => {
      const has = items.facts.get(item.id);
      const id = has?.is === 'money' ? has.has.id : item.id;
      const kind = kinds.find((each) => has?.is === 'money' && each === has.has.kind);
      const what = `${item.counterparty ?? item.number ?? item.id} on account ${account}`;
      const amount = amountOf({ minor: item.open, currency: item.currency });
      const about = kind === undefined ? null : ({ is: 'record', kind, id } as const);
      return { what, id, on: item.bookedOn, amount, currency: item.currency, about, opens: `tieout why ${id}` };
    });
    const balances = await balanceCheck(book, { scope, bank, chart, source: flow.source });
    return {
      checks: [
        checkOf('bank lines', records, {
          blocks: true,
          says: (left) => `${left} of ${booked.length} bank lines are about nothing that is known yet.`,
          none: booked.length === 0 ? 'The bank has shown no lines of this month.' : `All ${booked.length} bank lines are known.`,
          opens: `tieout bank lines --open --from ${from} --through ${through}`,
        }),
        balances,
        checkOf('ledger money without a bank line', money, {
          blocks: false,
          says: (left) => `${left} amounts stand in the ledger that no bank line has shown.`,
          none: 'Every amount on a bank account of the ledger was shown by the bank.',
          opens: `tieout bank lines --from ${from} --through ${through}`,
        }),
      ],
      lines: { booked: booked.length, byMatch: count('match'), byRule: count('rule'), byPerson: count('person'), open: records.length },
    };
  });
}
