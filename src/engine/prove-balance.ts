import { lastDayOf } from '../core/day.ts';
import type { Day } from '../core/day.ts';
import { amount, decimal, negate } from '../core/decimal.ts';
import type { Dispute } from '../core/processor-records.ts';
import { accountIn } from '../mapping/processor.ts';
import type { Mapping } from '../mapping/mapping.ts';
import type { ProcessorMapping } from '../mapping/processor.ts';
import { accountName } from '../proof/chart.ts';
import type { Chart } from '../proof/chart.ts';
import type { Change, ControlInput, ControlItem } from '../proof/controls.ts';
import type { BalanceFacts, BalanceQuery, DayMove } from './proof-port.ts';
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

/** The accounts that are compared with the processor's own figures, one by one and currency by currency. */
export function controlInputs(
  facts: BalanceFacts,
  { mapping, chart, throughMonth }: { readonly mapping: Mapping; readonly chart: Chart; readonly throughMonth: string },
): readonly ControlInput[] {
  const { processor } = mapping;
  if (processor === null) return [];
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
      return [{ of, account, currency, ledger: movesOn(facts.ledger, account, currency), ...sides }];
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
