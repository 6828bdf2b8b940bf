import type { CloseCheck, CloseRecord } from '../core/close.ts';
import type { Proof } from '../proof/proof.ts';
import { checkOf } from './close-checks.ts';
import type { ClosePorts, CloseScope } from './close-checks.ts';
import { proveFlow } from './prove-flow.ts';

/** What the flows into a ledger leave open in a month: accounts that mirror a balance, questions, work, differences. */
export async function flowChecks(ports: ClosePorts, scope: CloseScope): Promise<readonly CloseCheck[]> {
  const { engine, proofs } = ports;
  const flows = scope.flows.filter(({ target, mode }) => target === scope.ledger && mode === 'live');
  const made: Proof[] = [];
  const provePorts = { store: engine.store, proofs, clock: engine.clock, chance: engine.chance, open: engine.open };
  for (const { organisation, flow, startsOn } of flows)
    if (startsOn <= scope.through)
      made.push(await proveFlow(provePorts, { organisation, flow, period: { fromMonth: scope.month, throughMonth: scope.month } }));
  return [clearing(made, scope), await questions(ports, scope), await underWay(ports, scope), differences(made, scope)];
}

function clearing(made: readonly Proof[], { month }: CloseScope): CloseCheck {
  const records = made.flatMap(({ flow, controls }) =>
    controls.flatMap((control): readonly CloseRecord[] => {
      const last = control.days.at(-1);
      if (control.tiesOut || last === undefined) return [];
      const what = `${flow}: account ${control.account} (${control.of}) is ${last.ledger}, and the processor says ${last.processor}`;
      return [
        {
          what,
          id: control.account,
          on: last.day,
          amount: last.difference,
          currency: control.currency,
          about: { is: 'proof', flow },
          opens: `tieout prove ${flow} --period ${month}`,
        },
      ];
    }),
  );
  const watched = made.flatMap(({ controls }) => controls).length;
  return checkOf('clearing accounts', records, {
    blocks: true,
    says: (count) => `${count} of ${watched} accounts are not what the processor says.`,
    none: watched === 0 ? 'No account mirrors a processor.' : `All ${watched} accounts are what the processor says, on every day.`,
    opens: `tieout prove --period ${month}`,
  });
}

async function questions({ decisions, reading }: ClosePorts, scope: CloseScope): Promise<CloseCheck> {
  const flows = scope.flows.filter(({ target, source }) => target === scope.ledger || source === scope.ledger);
  const records: CloseRecord[] = [];
  for (const flow of flows) {
    const open = await decisions.holds(scope.organisation, { flow: flow.flow, limit: 1_000 });
    if (open.length === 0) continue;
    // What is dated after the month holds up another one.
    const inMonth = new Set((await reading.keysBetween(flow, '0001-01-01', scope.through)).map(({ kind, id }) => `${kind} ${id}`));
    for (const { hold, kind, id, number, question } of open)
      if (kind === 'contact' || inMonth.has(`${kind} ${id}`))
        records.push({
          what: `${number ?? kind}: ${question.text}`,
          id: hold,
          on: null,
          amount: null,
          currency: null,
          about: { is: 'hold', hold },
          opens: `tieout answer ${hold}`,
        });
  }
  return checkOf('questions', records, {
    blocks: true,
    says: (count) => (count === 1 ? 'One question waits for an answer.' : `${count} questions wait for an answer.`),
    none: 'No question is open.',
    opens: 'tieout holds',
  });
}

async function underWay({ reading }: ClosePorts, scope: CloseScope): Promise<CloseCheck> {
  const names = new Set(scope.flows.filter(({ target, mode }) => target === scope.ledger && mode === 'live').map(({ flow }) => flow));
  const progress = await reading.progress(scope.organisation);
  const records = progress.flatMap(({ flow, dirty, unsettled, planned }): readonly CloseRecord[] => {
    if (!names.has(flow) || dirty + unsettled + planned === 0) return [];
    const what = `${flow}: ${dirty} records to look at, ${planned} writes planned, ${unsettled} sent and not answered`;
    return [
      {
        what,
        id: flow,
        on: null,
        amount: null,
        currency: null,
        about: { is: 'flow', flow },
        opens: planned > 0 ? 'tieout plan' : 'tieout apply',
      },
    ];
  });
  return checkOf('work under way', records, {
    blocks: true,
    says: (count) => (count === 1 ? 'One flow is not done.' : `${count} flows are not done.`),
    none: 'Nothing is on its way.',
    opens: 'tieout apply',
  });
}

/** What is named and no question may stand; what is open, or what nobody can explain, may not. */
function differences(made: readonly Proof[], { month }: CloseScope): CloseCheck {
  const records = made.flatMap(({ flow, differences: found }) =>
    found.map(({ cause, key, target, number, detail, day, size, currency }): CloseRecord => ({
      what: `${flow}: ${cause}${detail === null ? '' : ` (${detail})`} ${number ?? key?.kind ?? target?.kind ?? ''}`.trimEnd(),
      id: key?.id ?? target?.id ?? flow,
      on: day,
      amount: size,
      currency,
      about: { is: 'proof', flow },
      opens: `tieout prove ${flow} --period ${month}`,
    })),
  );
  const isBad = made.some(({ word }) => word === 'open' || word === 'unexplained');
  return checkOf('differences', records, {
    blocks: isBad,
    says: (count) =>
      count === 1
        ? `One difference, ${isBad ? 'open or unexplained' : 'with its cause'}.`
        : `${count} differences, ${isBad ? 'some of them open or unexplained' : 'each with its cause'}.`,
    none: made.length === 0 ? 'No flow writes into this ledger yet.' : 'Both sides are equal to the cent.',
    opens: `tieout prove --period ${month}`,
  });
}
