import type { ReactNode } from 'react';
import type { MappingEffectShown } from '../../../../src/api/mapping.ts';
import { useLocale } from '../../locale.tsx';
import { Count, Money } from '../../parts/money.tsx';
import { Scrolled } from '../../parts/scrolled.tsx';
import { recordName } from '../../record-name.ts';
import { capital, kindText } from '../document/words.ts';

const shownAtOnce = 50;

/** The documents that would change, and what that moves between accounts. */
export function Effect({ effect }: { readonly effect: MappingEffectShown }): ReactNode {
  const locale = useLocale();
  const { month, documents, changes, movements } = effect;
  return (
    <div className="flex flex-col gap-5 text-sm">
      <p>
        {changes.length === 0 ? (
          <>Nothing of {locale.month(month)} would change: </>
        ) : (
          <>
            <Count count={changes.length} /> of{' '}
          </>
        )}
        <Count count={documents} /> {documents === 1 ? 'document' : 'documents'}{' '}
        {changes.length === 0 ? 'were looked at.' : `of ${locale.month(month)} would change.`}
      </p>
      {movements.length > 0 && <Movements movements={movements} />}
      {changes.length > 0 && (
        <ul className="divide-y divide-line rounded-lg border border-line">
          {changes.slice(0, shownAtOnce).map((change) => (
            <li key={`${change.kind} ${change.id}`} className="px-4 py-2.5">
              <p className="flex flex-wrap items-baseline justify-between gap-2">
                <span className="font-medium">
                  {capital(kindText(change.kind))} {recordName(change, locale)}
                </span>
                <span className="text-soft">{change.outcome}</span>
              </p>
              {change.fields.map(({ field, before, after }) => (
                <p key={field} className="text-soft">
                  {field}: <del className="text-bad">{before}</del> <ins className="text-good no-underline">{after}</ins>
                </p>
              ))}
            </li>
          ))}
          {changes.length > shownAtOnce && (
            <li className="px-4 py-2.5 text-soft">
              and <Count count={changes.length - shownAtOnce} /> more alike
            </li>
          )}
        </ul>
      )}
    </div>
  );
}

const Movements = ({ movements }: { readonly movements: MappingEffectShown['movements'] }): ReactNode => (
  <Scrolled label="What moves on each account" className="rounded-lg border border-line">
    <table className="w-full">
      <caption className="sr-only">What moves on each account</caption>
      <thead className="bg-sunken text-left text-xs text-soft">
        <tr>
          <th className="px-4 py-2 font-medium">Account</th>
          <th className="px-4 py-2 text-right font-medium">Now</th>
          <th className="px-4 py-2 text-right font-medium">Then</th>
          <th className="px-4 py-2 text-right font-medium">Moves</th>
        </tr>
      </thead>
      <tbody>
        {movements.map(({ account, currency, before, after, change }) => (
          <tr key={`${account} ${currency}`} className="border-t border-line">
            <td className="px-4 py-2">{account}</td>
            <td className="px-4 py-2 text-right">
              <Money amount={before} currency={currency} />
            </td>
            <td className="px-4 py-2 text-right">
              <Money amount={after} currency={currency} />
            </td>
            <td className="px-4 py-2 text-right font-medium">
              <Money amount={change} currency={currency} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </Scrolled>
);
