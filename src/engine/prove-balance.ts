import { lastDayOf } from '../core/day.ts';
import type { Day } from '../core/day.ts';
import { amount, decimal, negate, subtract, sum } from '../core/decimal.ts';
import type { Decimal } from '../core/decimal.ts';
import type { Dispute } from '../core/processor-records.ts';
import { isRefund, isSale } from '../booking/charges.ts';
import { accountIn } from '../mapping/processor.ts';
import type { ProcessorMapping } from '../mapping/processor.ts';
import { accountName } from '../proof/chart.ts';
import type { Chart } from '../proof/chart.ts';
import type { Change, ControlInput, ControlItem, Named } from '../proof/controls.ts';
import type { BalanceFacts, BalanceQuery, DayMove, KeyFacts, Unsummed } from './proof-port.ts';
import type { Flow } from './ports.ts';

/** What a proof reads of a processor's balance; null where the flow has none. */
export function balanceQuery({ mapping, kinds }: Pick<Flow, 'mapping' | 'kinds'>, chart: Chart): BalanceQuery | null {
  const { processor } = mapping;
  if (processor === null) return null;
  // Sums of payouts leave out what is not paid out yet, so single transactions count wherever they are read.
  const counted = kinds.includes('balanceTransaction') ? 'balanceTransaction' : 'settlement';
  return { counted, accounts: mirrorsOf(processor).map((account) => accountName(chart, account)) };
}

const mirrorsOf = ({ accounts }: ProcessorMapping): readonly string[] => {
  const { clearing, transit, disputed } = accounts;
  const named = [clearing, transit].flatMap(({ default: other, byCurrency }) => [other, ...Object.values(byCurrency)]);
  return [...new Set([...named, disputed].filter((account) => account !== null))];
};

interface Compared {
  readonly flow: Flow;
  readonly chart: Chart;
  readonly throughMonth: string;
  /** Every key since the flow's first day that may stand differently on the two sides. */
  readonly keys: readonly KeyFacts[];
}

/** The accounts that are compared with the processor's own figures, one by one and currency by currency. */
export function controlInputs(read: BalanceFacts, { flow, chart, throughMonth, keys }: Compared): readonly ControlInput[] {
  const { processor } = flow.mapping;
  if (processor === null) return [];
  const facts = { ...read, disputes: read.disputes.map((each) => decidedDay(each, keys, accountName(chart, processor.accounts.disputed))) };
  const { clearing, transit, disputed } = processor.accounts;
  const last = lastDayOf(throughMonth);
  const currencies = new Set([...facts.processor, ...facts.payouts.map(({ payout }) => payout)].map(({ currency }) => currency));
  return [...currencies].toSorted().flatMap((currency) => {
    const control = (
      of: ControlInput['of'],
      code: string | null,
      sides: Pick<ControlInput, 'processor' | 'listed'>,
    ): readonly ControlInput[] => {
      if (code === null) return [];
      const account = accountName(chart, code);
      const coming = comingOn(of, facts, { flow, currency });
      return [{ of, account, currency, ledger: movesOn(facts.ledger, account, currency), coming, ...sides }];
    };
    const balance = movesOn(facts.processor, 'clearing', currency);
    const withdrawn = movesOn(facts.processor, 'disputed', currency);
    const lost = facts.disputes.flatMap((each) => lostOf(each, currency, last));
    const isDetailed = processor.disputes === 'detailed' && (withdrawn.length > 0 || lost.length > 0);
    return [
      ...control('clearing', accountIn(clearing, currency), { processor: balance, listed: [] }),
      ...control('transit', accountIn(transit, currency), onTheWay(facts.payouts, currency, last)),
      ...control('disputed', isDetailed ? disputed : null, {
        processor: [...withdrawn, ...lost],
        listed: facts.disputes.flatMap((each) => openCase(each, currency, last)),
      }),
    ];
  });
}

const movesOn = (moves: readonly DayMove[], account: string, currency: string): readonly Change[] =>
  moves.filter((move) => move.account === account && move.currency === currency).map(({ day, amount: by }) => ({ day, amount: by }));

/** Payouts are on their way from the day on which they left the balance until they arrive, or are back. */
function onTheWay(payouts: BalanceFacts['payouts'], currency: string, last: Day): Pick<ControlInput, 'processor' | 'listed'> {
  const changes: Change[] = [];
  const listed: ControlItem[] = [];
  for (const { payout, backOn, wasBooked } of payouts) {
    if (payout.currency !== currency) continue;
    const isOver = payout.state === 'failed' || payout.state === 'cancelled';
    const ends = payout.state === 'paid' || (isOver && wasBooked) ? payout.arrivesOn : isOver ? (backOn ?? payout.createdOn) : null;
    changes.push({ day: payout.createdOn, amount: payout.amount });
    if (ends !== null && ends <= last) changes.push({ day: ends, amount: turned(payout.amount) });
    else {
      const { id, createdOn: since, arrivesOn: until, amount: by } = payout;
      listed.push({ cause: 'in transit', id, since, until, amount: by, isLate: until < last && payout.state !== 'paid' });
    }
  }
  return { processor: changes, listed };
}

/** What will be booked of what has been read, once the record that books it is there: a sum, or the transaction of a payout. */
function comingOn(
  of: ControlInput['of'],
  { unsummed, payouts }: BalanceFacts,
  { flow, currency }: { readonly flow: Flow; readonly currency: string },
): readonly Named[] {
  if (of === 'clearing' && !flow.kinds.includes('balanceTransaction')) return [];
  const rest = unsummed.filter((one) => one.currency === currency && ofControl[of](one));
  const changeOf = (day: Day, some: readonly Unsummed[]): Change => ({
    day,
    amount: amount(sum(some.map((one) => (of === 'clearing' ? inSum(one, flow) : negate(decimal(one.amount)))))),
  });
  const changes = [...Map.groupBy(rest, ({ day }) => day)].map(([day, some]) => changeOf(day, some)).filter((one) => one.amount !== '0');
  const ofSums = flow.mapping.processor?.book === 'payout' ? untilPaidOut(changes) : changes.map((one) => untilSummed(one, rest));
  const leaving = payouts.flatMap(({ payout: { id, createdOn: day, amount: by, currency: paid }, hasLeft }): readonly Named[] => {
    if (of !== 'transit' || hasLeft || paid !== currency || day < flow.startsOn) return [];
    const detail = 'the transaction that took it out of the balance has not been read yet';
    return [{ name: { cause: 'not sent yet', day, key: { kind: 'payout', id }, target: null, detail }, changes: [{ day, amount: by }] }];
  });
  return [...ofSums, ...leaving];
}

function untilSummed(change: Change, rest: readonly Unsummed[]): Named {
  const { day } = change;
  const count = rest.reduce((all, one) => (one.day === day ? all + one.count : all), 0);
  const detail = `${count} ${count === 1 ? 'transaction' : 'transactions'} of ${day} that no sum has yet`;
  return { name: { cause: 'not sent yet', day, key: null, target: null, detail }, changes: [change] };
}

/** All of them together: one sum has what many days brought. */
function untilPaidOut(changes: readonly Change[]): readonly Named[] {
  const [first] = changes;
  if (first === undefined) return [];
  const detail = 'transactions are booked with the payout that takes them along, and not before';
  return [{ name: { cause: 'not sent yet', day: first.day, key: null, target: null, detail }, changes }];
}

const ofControl: Readonly<Record<ControlInput['of'], (one: Unsummed) => boolean>> = {
  clearing: () => true,
  transit: ({ does }) => does === 'payout' || does === 'payoutReversal',
  disputed: ({ does }) => does === 'dispute' || does === 'disputeReversal',
};

/** What pays invoices that are booked one by one is booked with them: its sum only has the fee. */
function inSum({ does, ofInvoices, amount: gross, net }: Unsummed, { mapping }: Flow): Decimal {
  const isOnlyFee = ofInvoices && isSale(does) && mapping.kinds.includes(isRefund(does) ? 'creditNote' : 'invoice');
  return isOnlyFee ? subtract(decimal(net), decimal(gross)) : decimal(net);
}

/** A decision that is not in the ledger yet counts on the day on which it will be, where the processor keeps no day. */
function decidedDay(of: Case, keys: readonly KeyFacts[], account: string): Case {
  const key = keys.find(({ kind, id }) => kind === 'dispute' && id === of.dispute.id);
  const dayOf = (isLoss: boolean): Day | null =>
    key?.postings.find((posting) => posting.account === account && posting.amount.startsWith('-') === isLoss)?.day ?? null;
  return { ...of, lostOn: of.lostOn ?? dayOf(true), regainedOn: of.regainedOn ?? dayOf(false) };
}

const settledOf = (dispute: Dispute) => dispute.withdrawn ?? dispute;

type Case = BalanceFacts['disputes'][number];

/** When a lost one was lost: as the source says, or where it keeps no day, as the ledger has it. */
const lostDay = ({ dispute, lostOn }: Case): Day | null => (dispute.state === 'lost' ? (dispute.closedOn ?? lostOn) : lostOn);

function lostOf(of: Case, currency: string, last: Day): readonly Change[] {
  const { amount: by, currency: settled } = settledOf(of.dispute);
  if (settled !== currency || !['lost', 'won'].includes(of.dispute.state)) return [];
  const lostOn = lostDay(of);
  const changes = [
    ...(lostOn === null ? [] : [{ day: lostOn, amount: turned(by) }]),
    ...(of.dispute.state === 'won' && of.regainedOn !== null ? [{ day: of.regainedOn, amount: by }] : []),
  ];
  return changes.filter(({ day }) => day <= last);
}

/** Law F15: open cases with their age and the day by which they must be answered. */
function openCase(of: Case, currency: string, last: Day): readonly ControlItem[] {
  const { dispute } = of;
  const { amount: by, currency: settled } = settledOf(dispute);
  const endsOn = dispute.state === 'lost' ? lostDay(of) : dispute.closedOn;
  const isOpen = dispute.state === 'open' || (dispute.state !== 'inquiry' && (endsOn ?? '9999-12-31') > last);
  if (!isOpen || settled !== currency) return [];
  const { id, openedOn: since, dueOn: until } = dispute;
  return [{ cause: 'disputed', id, since, until, amount: by, isLate: until !== null && until < last }];
}

const turned = (by: string): string => amount(negate(decimal(by)));
