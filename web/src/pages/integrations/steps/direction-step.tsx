import { ArrowLeftRight, ArrowRight } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Setup } from '../../../../../src/api/integrations.ts';
import { Button } from '../../../parts/button.tsx';
import { Switch } from '../../../parts/field.tsx';
import { FormError } from '../../../parts/states.tsx';
import { kindLabel } from '../../../words.ts';
import { useChoose } from './choosing.ts';

export function DirectionStep({ setup }: { readonly setup: Setup }): ReactNode {
  const [isTwoWay, setTwoWay] = useState(setup.chosen.isTwoWay);
  const choose = useChoose(setup);
  return (
    <div className="flex max-w-2xl flex-col gap-6">
      <ul className="divide-y divide-line rounded-lg border border-line text-sm">
        {setup.kinds.map((kind) => (
          <li key={kind} className="grid grid-cols-[1fr_auto_1fr] items-center gap-3 px-4 py-2.5">
            <span className="min-w-0 text-soft" dir="auto">
              {setup.source.label}
            </span>
            <span className="flex flex-col items-center gap-0.5">
              <span className="font-medium">{kindLabel(kind)}</span>
              <Way isBoth={kind === 'payment' && isTwoWay} />
            </span>
            <span className="min-w-0 text-right text-soft" dir="auto">
              {setup.target.label}
            </span>
          </li>
        ))}
      </ul>
      <p className="text-sm text-soft">
        {setup.source.label} leads. What somebody changes in {setup.target.label} is never overwritten in silence: you are asked whether to
        keep the change or to put ours back.
      </p>
      <Switch
        isOn={isTwoWay}
        onChange={setTwoWay}
        label={`Payments made in ${setup.target.label} come back`}
        hint={`An invoice that is paid in the ledger is paid in ${setup.source.label} too.`}
      />
      <FormError error={choose.error} />
      <Button look="primary" className="self-start" isBusy={choose.isPending} onClick={() => choose.mutate({ isTwoWay })}>
        Keep it like this
      </Button>
    </div>
  );
}

const Way = ({ isBoth }: { readonly isBoth: boolean }): ReactNode =>
  isBoth ? (
    <ArrowLeftRight aria-label="in both directions between" className="size-4 text-accent-ink" />
  ) : (
    <ArrowRight aria-label="go to" className="size-4 text-faint" />
  );
