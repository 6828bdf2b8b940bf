import { Link } from '@tanstack/react-router';
import { Equal, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ProofShown, StandingState } from '../../../../src/api/office.ts';
import { useLocale } from '../../locale.tsx';
import { Card } from '../../parts/card.tsx';
import { Scrolled } from '../../parts/scrolled.tsx';
import { isNone } from '../document/sums.ts';
import { capital, kindsText } from '../document/words.ts';
import { headClass, rowClass } from './table-classes.ts';

/** Each record of the source is exactly one of four, and they add up. */
export function ProofCounts({ proof: { counts, countsAddUp, flow } }: { readonly proof: ProofShown }): ReactNode {
  const locale = useLocale();
  if (counts.length === 0) return null;
  return (
    <Card title="Records" detail={countsAddUp ? 'Each record of the source is one of four, and they add up.' : <NotAddingUp />} isFlush>
      <Scrolled label="Records by kind">
        <table className="w-full text-sm">
          <thead>
            <tr className={headClass}>
              <th scope="col" className="text-left">
                Kind
              </th>
              {['At the source', 'In sync', 'Pending', 'Held', 'Excluded'].map((title) => (
                <th key={title} scope="col" className="text-right whitespace-nowrap">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {counts.map((row) => {
              const cell = (state: StandingState, count: number): ReactNode => (
                <td className="figures text-right">
                  {count === 0 ? (
                    <span className="text-faint">0</span>
                  ) : (
                    <Link to="/documents" search={{ flow, kind: row.kind, state }} className="underline-offset-2 hover:underline">
                      {locale.count(count)}
                    </Link>
                  )}
                </td>
              );
              return (
                <tr key={row.kind} className={rowClass}>
                  <th scope="row" className="text-left font-medium">
                    {capital(kindsText(row.kind))}
                  </th>
                  <td className="figures text-right">{locale.count(row.atSource)}</td>
                  {cell('in sync', row.inSync)}
                  {cell('pending', row.pending)}
                  {cell('held', row.held)}
                  {cell('excluded', row.excluded)}
                </tr>
              );
            })}
          </tbody>
        </table>
      </Scrolled>
    </Card>
  );
}

const NotAddingUp = (): ReactNode => (
  <span className="inline-flex items-center gap-2 font-medium text-bad">
    <TriangleAlert aria-hidden className="size-4" /> These do not add up to what the source has.
  </span>
);

/** The ledger's own report of each account against all documents that we see there. */
export function LedgerCheck({ proof: { ledger, ledgerNotRead } }: { readonly proof: ProofShown }): ReactNode {
  const locale = useLocale();
  if (ledgerNotRead !== null)
    return (
      <Card title="The ledger’s own movement">
        <p className="text-sm text-warn" dir="auto">
          It could not be read: {ledgerNotRead}
        </p>
      </Card>
    );
  const moved = ledger.filter(({ documents, movement }) => !isNone(documents) || !isNone(movement));
  if (moved.length === 0) return null;
  return (
    <Card
      title="The ledger’s own movement"
      detail="What the ledger reports for each account, against all documents that we see there. In its base currency."
      isFlush
    >
      <Scrolled label="Ledger movement by account">
        <table className="w-full text-sm">
          <thead>
            <tr className={headClass}>
              <th scope="col" className="text-left">
                Account
              </th>
              <th scope="col" className="text-right">
                Documents
              </th>
              <th scope="col" className="text-right whitespace-nowrap">
                Ledger’s report
              </th>
              <th scope="col" className="text-right">
                Difference
              </th>
            </tr>
          </thead>
          <tbody>
            {moved.map(({ account, accountName, documents, movement, difference }) => (
              <tr key={account} className={rowClass}>
                <th scope="row" className="text-left font-medium">
                  {account}
                  {accountName !== account && <bdi className="block font-normal text-soft">{accountName}</bdi>}
                </th>
                <td className="figures text-right whitespace-nowrap">{locale.amount(documents, 'EUR')}</td>
                <td className="figures text-right whitespace-nowrap">{locale.amount(movement, 'EUR')}</td>
                <td className="figures text-right whitespace-nowrap">
                  {isNone(difference) ? <EqualSign /> : <span className="font-medium text-warn">{locale.amount(difference, 'EUR')}</span>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolled>
    </Card>
  );
}

export const EqualSign = (): ReactNode => (
  <span className="inline-flex items-center gap-1.5 text-good">
    <Equal aria-hidden className="size-4" />
    equal
  </span>
);
