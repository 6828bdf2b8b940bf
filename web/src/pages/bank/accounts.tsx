import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { clsx } from 'clsx';
import { TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { BankAccountRow, BankDeskAnswer } from '../../../../src/api/bank.ts';
import { Button } from '../../parts/button.tsx';
import { Day } from '../../parts/day.tsx';
import { Count, Money } from '../../parts/money.tsx';
import { useMay } from '../../session.tsx';
import { AccountDialog } from './account-dialog.tsx';
import { toDo } from './queries.ts';

/** The bank accounts side by side: what the bank says is on them, how far they go, and what is left to do. */
export function BankAccounts({ desk }: { readonly desk: BankDeskAnswer }): ReactNode {
  const search = useSearch({ from: '/app/bank' });
  const navigate = useNavigate();
  const choose = (account: string): void => {
    const { account: chosen, line: _gone, ...rest } = search;
    void navigate({ to: '/bank', search: chosen === account ? rest : { ...rest, account }, replace: true, resetScroll: false });
  };
  return (
    <ul aria-label="Bank accounts" className="mb-6 grid gap-3 sm:grid-cols-2 xl:grid-cols-3">
      {desk.accounts.map((account) => (
        <li key={account.account} className="min-w-0">
          <AccountCard
            account={account}
            desk={desk}
            isChosen={search.account === account.account}
            onChoose={() => choose(account.account)}
          />
        </li>
      ))}
    </ul>
  );
}

interface AccountCardProps {
  readonly account: BankAccountRow;
  readonly desk: BankDeskAnswer;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function AccountCard({ account: shown, desk, isChosen, onChoose }: AccountCardProps): ReactNode {
  const { account, name, currency, closing, last, lastFile, open, suggested } = shown;
  return (
    <div
      className={clsx(
        'flex h-full flex-col rounded-xl border bg-surface p-4 shadow-lift',
        isChosen ? 'border-accent ring-1 ring-accent' : 'border-line',
      )}
    >
      <button
        type="button"
        aria-pressed={isChosen}
        onClick={onChoose}
        className="flex flex-wrap items-baseline justify-between gap-x-4 text-left"
      >
        <span className="min-w-0 truncate font-medium" dir="auto">
          {name}
        </span>
        {closing === null ? (
          <span className="text-sm text-faint">no balance told</span>
        ) : (
          <Money amount={closing.amount} currency={currency} className="font-semibold" />
        )}
      </button>
      <p className="mt-1 truncate text-sm text-soft">
        {last === null ? (
          'No lines yet'
        ) : (
          <>
            Last line <Day day={last.on} />
            <span dir="auto"> · {last.text}</span>
          </>
        )}
      </p>
      <p className="mt-3 flex flex-wrap items-center justify-between gap-2 text-sm">
        <span className={open === 0 ? 'text-good' : 'text-soft'}>
          {open === 0 ? (
            'Every line is known'
          ) : (
            <>
              <Link to="/bank" search={{ account, found: toDo }} className="font-medium text-accent-ink underline-offset-2 hover:underline">
                <Count count={open} /> to do
              </Link>
              {suggested > 0 && (
                <>
                  , <Count count={suggested} /> suggested
                </>
              )}
            </>
          )}
        </span>
        <LedgerAccount account={shown} desk={desk} />
      </p>
      <BalanceWarnings file={lastFile} />
    </div>
  );
}

/** A balance that does not add up refuses nothing; it is shown until a later file is right. */
function BalanceWarnings({ file }: { readonly file: BankAccountRow['lastFile'] }): ReactNode {
  const warnings = file?.problems.filter((problem) => problem.includes('balance')) ?? [];
  return warnings.map((warning) => (
    <p key={warning} className="mt-3 flex gap-2 rounded-lg bg-warn-soft px-3 py-2 text-sm text-warn">
      <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      <span className="min-w-0 break-words">
        {file?.name}: {warning}
      </span>
    </p>
  ));
}

/** Which account of the ledger it is; without one its lines cannot be booked. */
function LedgerAccount({ account, desk }: { readonly account: BankAccountRow; readonly desk: BankDeskAnswer }): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const mayKeep = useMay('keep');
  const { flow } = desk;
  if (flow === null || !flow.isMapped) return null;
  const words = account.ledgerAccount === null ? 'Which account of the ledger?' : `Account ${account.ledgerAccount}`;
  return (
    <>
      {mayKeep ? (
        <Button look={account.ledgerAccount === null ? 'secondary' : 'quiet'} size="small" onClick={() => setOpen(true)}>
          {words}
        </Button>
      ) : (
        <span className="text-soft">{words}</span>
      )}
      {isOpen && <AccountDialog account={account} ledger={flow.ledger} onClose={() => setOpen(false)} />}
    </>
  );
}
