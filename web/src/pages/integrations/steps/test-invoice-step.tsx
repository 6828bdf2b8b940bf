import { Check, ExternalLink, X } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Setup, TestWalk } from '../../../../../src/api/integrations.ts';
import { ask } from '../../../api.ts';
import { Badge } from '../../../parts/badge.tsx';
import { Button } from '../../../parts/button.tsx';
import { Field, Input } from '../../../parts/field.tsx';
import { Money } from '../../../parts/money.tsx';
import { Scrolled } from '../../../parts/scrolled.tsx';
import { FormError } from '../../../parts/states.tsx';
import { kindLabel } from '../../../words.ts';
import { setupPath } from '../queries.ts';
import { useDeed } from './choosing.ts';

export function TestInvoiceStep({ setup }: { readonly setup: Setup }): ReactNode {
  const [id, setId] = useState('');
  const walk = useDeed(
    setup,
    () => ask<Setup>(`${setupPath(setup.flow)}/test-invoice`, { method: 'POST', body: { id: id.trim() === '' ? null : id.trim() } }),
    false,
  );
  const done = setup.testInvoice;
  return (
    <div className="flex flex-col gap-5">
      <p className="max-w-2xl text-sm text-soft">
        One real invoice is written to {setup.target.label}, read back, and compared field by field. You can undo it afterwards like
        everything else.
      </p>
      {done !== null && <Walk setup={setup} walk={done} />}
      <FormError error={walk.error} />
      <div className="flex flex-wrap items-end gap-3">
        <Button look={done?.passed === true ? 'secondary' : 'primary'} isBusy={walk.isPending} onClick={() => walk.mutate(undefined)}>
          {done === null ? 'Send a test invoice' : 'Send another one'}
        </Button>
        <details className="text-sm text-soft">
          <summary className="rounded py-2">Choose which one</summary>
          <Field
            label="Number or id"
            hint="Left empty, Tieout takes one that shows much: several lines, a tax, a discount."
            className="mt-2 w-80 max-w-full"
          >
            {(ties) => <Input {...ties} value={id} onChange={(event) => setId(event.target.value)} />}
          </Field>
        </details>
      </div>
    </div>
  );
}

function Walk({ setup, walk }: { readonly setup: Setup; readonly walk: TestWalk }): ReactNode {
  const { kind, id, number, gross, currency, passed, stopped, link, fields } = walk;
  return (
    <section aria-label="The test invoice">
      <div className="mb-3 flex flex-wrap items-center gap-3 text-sm">
        <span className="font-medium">
          {kindLabel(kind)} {number ?? id}
        </span>
        {gross !== null && currency !== null && <Money amount={gross} currency={currency} />}
        <Badge tone={passed ? 'good' : 'warn'}>{passed ? 'Every field agrees' : 'Not through yet'}</Badge>
        {link !== null && (
          <a href={link} target="_blank" rel="noreferrer" className="inline-flex items-center gap-1 text-accent-ink hover:underline">
            Open in {setup.target.label}
            <ExternalLink aria-hidden className="size-3.5" />
          </a>
        )}
      </div>
      {stopped !== null && <p className="mb-3 rounded-lg bg-warn-soft px-3.5 py-2.5 text-sm text-warn">{stopped}</p>}
      {fields.length > 0 && (
        <Scrolled label="Field by field" className="rounded-lg border border-line">
          <table className="w-full text-sm">
            <caption className="sr-only">Field by field, what was asked for and what the ledger shows</caption>
            <thead className="bg-sunken text-left text-xs text-soft">
              <tr>
                <th className="px-4 py-2 font-medium">Field</th>
                <th className="px-4 py-2 font-medium">Asked for</th>
                <th className="px-4 py-2 font-medium">{setup.target.label} shows</th>
                <th className="w-10 px-4 py-2">
                  <span className="sr-only">Agrees</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {fields.map(({ field, asked, ledger, ok }) => (
                <tr key={field} className="border-t border-line align-top">
                  <th scope="row" className="px-4 py-2 text-left font-normal text-soft">
                    {field}
                  </th>
                  <td className="figures px-4 py-2" dir="auto">
                    {asked}
                  </td>
                  <td className="figures px-4 py-2" dir="auto">
                    {ledger}
                  </td>
                  <td className="px-4 py-2">
                    {ok ? (
                      <Check aria-label="agrees" className="size-4 text-good" />
                    ) : (
                      <X aria-label="differs" className="size-4 text-bad" />
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scrolled>
      )}
    </section>
  );
}
