import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import type { BankDeskAnswer, NewBankFlow } from '../../../../src/api/bank.ts';
import { ask } from '../../api.ts';
import { Badge } from '../../parts/badge.tsx';
import { Button, buttonClass } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { DayField } from '../../parts/day-field.tsx';
import { Field } from '../../parts/field.tsx';
import { Select } from '../../parts/select.tsx';
import { FormError } from '../../parts/states.tsx';
import { useMay } from '../../session.tsx';
import { modeLabel, modeTone } from '../../words.ts';
import { useBankChanged } from './deeds.ts';
import { choicesQuery } from './queries.ts';

/** What is missing before lines are booked: the flow, and then its going live. Nothing, where all of it is there. */
export function SetUpBooking({ desk }: { readonly desk: BankDeskAnswer }): ReactNode {
  const mayKeep = useMay('keep');
  if (desk.flow !== null) return desk.flow.mode === 'live' ? null : <NotLiveYet flow={desk.flow} ledger={labelOf(desk)} />;
  if (desk.ledgers.length === 0)
    return (
      <Card className="mb-6" title="Connect your ledger" detail="Lines are matched with its invoices and booked in it.">
        <Link to="/integrations" className={buttonClass({ look: 'primary' })}>
          Connect a ledger
        </Link>
      </Card>
    );
  return mayKeep ? <ChooseLedger desk={desk} /> : null;
}

/** The ledger as people call it; by its name here where it is closed. */
const labelOf = ({ flow, ledgers }: BankDeskAnswer): string =>
  ledgers.find(({ connection }) => connection === flow?.ledger)?.label ?? flow?.ledger ?? 'the ledger';

function ChooseLedger({ desk: { accounts, ledgers } }: { readonly desk: BankDeskAnswer }): ReactNode {
  const [ledger, setLedger] = useState(ledgers[0]?.connection ?? '');
  const [startsOn, setStartsOn] = useState('');
  const [chosen, setChosen] = useState<Readonly<Record<string, string>>>({});
  const choices = useQuery(choicesQuery(ledger));
  const banks = (choices.data?.accounts ?? []).filter(({ isBank }) => isBank);
  const making = useMaking();
  const isReady = startsOn !== '' && Object.keys(chosen).length > 0;
  const make = (event: FormEvent): void => {
    event.preventDefault();
    if (isReady) making.mutate({ ledger, startsOn, accounts: chosen });
  };
  return (
    <Card
      className="mb-6"
      title="Find out what these lines are about"
      detail="Say which account of the ledger each bank account is. Lines are matched with what is open there; nothing is written before you switch it on."
    >
      <form onSubmit={make} className="flex flex-col gap-4">
        <div className="grid gap-4 sm:grid-cols-2 xl:grid-cols-3">
          {ledgers.length > 1 && <LedgerField ledgers={ledgers} ledger={ledger} onChange={(next) => (setLedger(next), setChosen({}))} />}
          {accounts.map(({ account, name }) => (
            <Field key={account} label={<bdi>{name}</bdi>}>
              {(ties) => (
                <Select
                  {...ties}
                  value={chosen[account] ?? null}
                  onChange={(next) => setChosen({ ...chosen, [account]: next })}
                  options={banks.map((each) => ({ value: each.account, label: `${each.account} ${each.name}` }))}
                  placeholder="Choose an account…"
                />
              )}
            </Field>
          ))}
          <DayField
            label="Lines from that day on"
            hint="What is older was booked by hand"
            required
            value={startsOn}
            onChange={setStartsOn}
          />
        </div>
        <FormError error={making.error ?? choices.error} />
        <div>
          <Button type="submit" look="primary" disabled={!isReady} isBusy={making.isPending}>
            Match the lines
          </Button>
        </div>
      </form>
    </Card>
  );
}

interface LedgerFieldProps {
  readonly ledgers: BankDeskAnswer['ledgers'];
  readonly ledger: string;
  readonly onChange: (ledger: string) => void;
}

const LedgerField = ({ ledgers, ledger, onChange }: LedgerFieldProps): ReactNode => (
  <Field label="Ledger">
    {(ties) => (
      <Select
        {...ties}
        value={ledger}
        onChange={onChange}
        options={ledgers.map(({ connection, label }) => ({ value: connection, label }))}
      />
    )}
  </Field>
);

/** Makes the flow, and looks at once what the lines are about. */
function useMaking() {
  const changed = useBankChanged();
  return useMutation({
    mutationFn: async (body: NewBankFlow) => {
      await ask('/v1/bank/flow', { method: 'POST', body });
      await ask('/v1/bank/match', { method: 'POST' });
    },
    onSettled: changed,
  });
}

interface NotLiveYetProps {
  readonly flow: NonNullable<BankDeskAnswer['flow']>;
  readonly ledger: string;
}

function NotLiveYet({ flow, ledger }: NotLiveYetProps): ReactNode {
  const mayApprove = useMay('approve');
  const changed = useBankChanged();
  const goLive = async (): Promise<void> => {
    await ask(`/v1/flows/${encodeURIComponent(flow.flow)}/mode`, { method: 'POST', body: { mode: 'live' } });
    await changed();
  };
  return (
    <Card className="mb-6">
      <div className="flex flex-wrap items-center justify-between gap-4">
        <p className="min-w-0 flex-1 basis-64 text-sm">
          <Badge tone={modeTone[flow.mode]}>{modeLabel[flow.mode]}</Badge>
          <span className="ml-3 text-soft">
            Nothing is written to <bdi>{ledger}</bdi> yet. Look at what was found, and switch it on when you agree.
          </span>
        </p>
        {mayApprove && (
          <ConfirmDialog
            title="Book bank lines by themselves?"
            confirm="Switch it on"
            onConfirm={goLive}
            trigger={(open) => (
              <Button look="primary" onClick={open}>
                Switch it on
              </Button>
            )}
          >
            <p>
              What was found by itself, by rules and by people is written to <bdi>{ledger}</bdi> now, and from now on as it is found.
            </p>
            <p>Every line can be undone.</p>
          </ConfirmDialog>
        )}
      </div>
    </Card>
  );
}
