import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ComponentProps, ReactNode } from 'react';
import type { LedgerChoices, Setup } from '../../../../../src/api/integrations.ts';
import { Badge } from '../../../parts/badge.tsx';
import { Button } from '../../../parts/button.tsx';
import { Count } from '../../../parts/money.tsx';
import { Scrolled } from '../../../parts/scrolled.tsx';
import { Select } from '../../../parts/select.tsx';
import { FormError, Shown } from '../../../parts/states.tsx';
import { saysPercent } from '../../../words.ts';
import { choicesQuery } from '../queries.ts';
import { useChoose } from './choosing.ts';

export function TaxesStep({ setup }: { readonly setup: Setup }): ReactNode {
  const choices = useQuery(choicesQuery(setup.target.connection));
  return <Shown query={choices}>{(answer) => <MatchTaxes setup={setup} choices={answer} />}</Shown>;
}

function MatchTaxes({ setup, choices }: { readonly setup: Setup; readonly choices: LedgerChoices }): ReactNode {
  const [changed, setChanged] = useState<ReadonlyMap<string | null, string>>(new Map());
  const choose = useChoose(setup);
  const targetOf = (tax: Setup['taxes'][number]): string | null => changed.get(tax.source) ?? tax.target ?? tax.proposed;
  const options = choices.taxRates.map(({ id, name, percent }) => ({
    value: id,
    label: name,
    hint: saysPercent(name, percent) ? id : `${percent} % · ${id}`,
  }));
  const save = (): void =>
    choose.mutate({
      taxes: setup.taxes.flatMap((tax) => {
        const target = targetOf(tax);
        return target === null ? [] : [{ source: tax.source, target }];
      }),
    });
  return (
    <div className="flex flex-col gap-6">
      {setup.taxes.length === 0 && <p className="text-sm text-soft">{setup.source.label} uses no taxes.</p>}
      {setup.taxes.length > 0 && (
        <Scrolled label="Taxes">
          <table className="w-full text-sm">
            <caption className="sr-only">Taxes of {setup.source.label}, and the one of the ledger for each</caption>
            <thead className="text-left text-xs text-soft">
              <tr>
                <th className="py-2 pr-4 font-medium">In {setup.source.label}</th>
                <th className="py-2 pr-4 text-right font-medium max-sm:hidden">Documents</th>
                <th className="w-1/2 py-2 font-medium">In {setup.target.label}</th>
              </tr>
            </thead>
            <tbody>
              {setup.taxes.map((tax) => (
                <TaxRow
                  key={tax.source ?? ''}
                  tax={tax}
                  target={targetOf(tax)}
                  options={options}
                  onChange={(target) => setChanged(new Map(changed).set(tax.source, target))}
                />
              ))}
            </tbody>
          </table>
        </Scrolled>
      )}
      <Currencies setup={setup} />
      <FormError error={choose.error} />
      <Button look="primary" className="self-start" isBusy={choose.isPending} onClick={save}>
        Use these taxes
      </Button>
    </div>
  );
}

interface TaxRowProps {
  readonly tax: Setup['taxes'][number];
  readonly target: string | null;
  readonly options: ComponentProps<typeof Select>['options'];
  readonly onChange: (target: string) => void;
}

const TaxRow = ({ tax: { source, percent, documents }, target, options, onChange }: TaxRowProps): ReactNode => (
  <tr className="border-t border-line">
    <td className="py-2.5 pr-4">
      {source ?? 'Lines without a tax'}
      {percent !== null && !saysPercent(source ?? '', percent) && <span className="text-soft"> · {percent} %</span>}
    </td>
    <td className="py-2.5 pr-4 text-right max-sm:hidden">
      <Count count={documents} />
    </td>
    <td className="py-2.5">
      <Select
        label={`In the ledger, for ${source ?? 'lines without a tax'}`}
        value={target}
        onChange={onChange}
        options={options}
        placeholder="Choose a tax rate…"
      />
    </td>
  </tr>
);

function Currencies({ setup: { currencies, target } }: { readonly setup: Setup }): ReactNode {
  if (currencies.length === 0) return null;
  return (
    <div>
      <h3 className="mb-2 text-sm font-semibold">Currencies</h3>
      <ul className="flex flex-wrap gap-3 text-sm">
        {currencies.map(({ currency, isEnabled, documents }) => (
          <li key={currency} className="flex items-center gap-2 rounded-lg border border-line px-3 py-1.5">
            <span className="font-medium">{currency}</span>
            <span className="text-soft">
              <Count count={documents} /> {documents === 1 ? 'document' : 'documents'}
            </span>
            <Badge tone={isEnabled ? 'good' : 'warn'}>{isEnabled ? 'Enabled' : `Not enabled in ${target.label}`}</Badge>
          </li>
        ))}
      </ul>
    </div>
  );
}
