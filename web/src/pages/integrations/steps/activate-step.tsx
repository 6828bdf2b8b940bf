import { Link } from '@tanstack/react-router';
import { clsx } from 'clsx';
import { CircleCheck } from 'lucide-react';
import { RadioGroup } from 'radix-ui';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { ActivationRefused, Setup } from '../../../../../src/api/integrations.ts';
import { ask, Refusal, saidBy } from '../../../api.ts';
import { Button, buttonClass } from '../../../parts/button.tsx';
import { Day } from '../../../parts/day.tsx';
import { Switch } from '../../../parts/field.tsx';
import { Count } from '../../../parts/money.tsx';
import { FormError } from '../../../parts/states.tsx';
import { useMay } from '../../../session.tsx';
import { kindLabel } from '../../../words.ts';
import { Findings } from '../findings.tsx';
import { setupPath } from '../queries.ts';
import { useDeed } from './choosing.ts';

type Mode = 'live' | 'shadow';
const modes: readonly { readonly mode: Mode; readonly label: string; readonly what: string }[] = [
  { mode: 'live', label: 'Active', what: 'From now on everything is written, within seconds, and proven.' },
  {
    mode: 'shadow',
    label: 'Parallel run',
    what: 'Nothing is written. Day by day you see what would have been, beside what people booked.',
  },
];

export function ActivateStep({ setup }: { readonly setup: Setup }): ReactNode {
  if (setup.mode === 'live' || setup.mode === 'shadow') return <IsActive setup={setup} />;
  return <Activate setup={setup} />;
}

function IsActive({ setup: { flow, mode, target } }: { readonly setup: Setup }): ReactNode {
  return (
    <div className="flex flex-col items-start gap-4">
      <p className="flex items-center gap-3 text-sm">
        <CircleCheck aria-hidden className="size-5 shrink-0 text-good" />
        <span>
          <span className="font-medium">{mode === 'live' ? 'It is active.' : 'It runs in parallel.'}</span>{' '}
          <span className="text-soft">
            {mode === 'live' ? `What happens from now on is in ${target.label} within seconds.` : `Nothing is written to ${target.label}.`}
          </span>
        </span>
      </p>
      <div className="flex flex-wrap gap-2">
        <Link to="/" className={buttonClass({ look: 'primary' })}>
          See the overview
        </Link>
        {mode === 'shadow' && (
          <Link to="/parallel" search={{ flow }} className={buttonClass({})}>
            See the parallel run
          </Link>
        )}
      </div>
    </div>
  );
}

function Activate({ setup }: { readonly setup: Setup }): ReactNode {
  const [mode, setMode] = useState<Mode>('live');
  const [approval, setApproval] = useState(false);
  const mayApprove = useMay('approve');
  const activate = useDeed(
    setup,
    () => ask<Setup>(`${setupPath(setup.flow)}/activate`, { method: 'POST', body: { mode, approval } }),
    true,
  );
  const open = setup.steps.filter(({ step, state }) => step !== 'activate' && state !== 'done');
  return (
    <div className="flex max-w-2xl flex-col gap-6">
      <ChooseMode mode={mode} onChange={setMode} />
      {mode === 'live' && (
        <Switch
          isOn={approval}
          onChange={setApproval}
          label="A person approves every batch"
          hint="What is to be written waits under Batches until somebody who may approve has looked at it."
        />
      )}
      {open.length > 0 && (
        <p className="text-sm text-soft">
          Still open: {open.map(({ step }) => step).join(', ')}. What must not be left open is refused below.
        </p>
      )}
      <Refused error={activate.error} flow={setup.flow} />
      {!mayApprove && <p className="text-sm text-soft">Only an owner or an approver activates.</p>}
      <Button
        look="primary"
        className="self-start"
        disabled={!mayApprove}
        isBusy={activate.isPending}
        onClick={() => activate.mutate(undefined)}
      >
        {mode === 'live' ? 'Activate' : 'Begin the parallel run'}
      </Button>
    </div>
  );
}

function ChooseMode({ mode, onChange }: { readonly mode: Mode; readonly onChange: (mode: Mode) => void }): ReactNode {
  return (
    <RadioGroup.Root
      aria-label="How to begin"
      value={mode}
      onValueChange={(value) => onChange(value === 'shadow' ? 'shadow' : 'live')}
      className="grid gap-3 sm:grid-cols-2"
    >
      {modes.map((each) => (
        <RadioGroup.Item
          key={each.mode}
          value={each.mode}
          className={clsx(
            'rounded-lg border p-4 text-left text-sm transition-colors',
            mode === each.mode ? 'border-accent bg-accent-soft' : 'border-line hover:bg-sunken',
          )}
        >
          <span className="flex items-center gap-2 font-medium">
            <span
              aria-hidden
              className={clsx('size-3.5 rounded-full border', mode === each.mode ? 'border-4 border-accent' : 'border-line-strong')}
            />
            {each.label}
          </span>
          <span className="mt-1 block text-soft">{each.what}</span>
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}

function Refused({ error, flow }: { readonly error: unknown; readonly flow: string }): ReactNode {
  if (error === null || error === undefined) return null;
  const said = error instanceof Refusal && error.status === 409 ? saidBy<ActivationRefused>(error) : null;
  const findings = said?.findings ?? [];
  const open = said?.open ?? [];
  return (
    <div className="flex flex-col gap-3">
      <FormError error={error} />
      {findings.length > 0 && <Findings findings={findings} />}
      {open.length > 0 && <StillOpen open={open} flow={flow} />}
    </div>
  );
}

const namedAtOnce = 8;

/** The documents from before the first day, so that a person sees which ones before answering for each. */
const StillOpen = ({ open, flow }: { readonly open: ActivationRefused['open']; readonly flow: string }): ReactNode => (
  <div className="rounded-lg border border-line text-sm">
    <ul className="divide-y divide-line">
      {open.slice(0, namedAtOnce).map(({ kind, number, day }, at) => (
        <li key={`${kind} ${number ?? at} ${day}`} className="flex justify-between gap-4 px-4 py-2">
          <span className="min-w-0 truncate">
            {kindLabel(kind)} <bdi className="font-medium">{number ?? 'without a number'}</bdi>
          </span>
          <Day day={day} />
        </li>
      ))}
    </ul>
    <p className="border-t border-line px-4 py-2 text-soft">
      {open.length > namedAtOnce && (
        <>
          and <Count count={open.length - namedAtOnce} /> more ·{' '}
        </>
      )}
      <Link to="/holds" search={{ flow }} className="text-accent-ink hover:underline">
        Answer for each under Holds
      </Link>
    </p>
  </div>
);
