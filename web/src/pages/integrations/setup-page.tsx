import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { clsx } from 'clsx';
import { ArrowRight, Check, CircleAlert, CircleDot, Circle } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Setup, SetupStep, SetupStepName } from '../../../../src/api/integrations.ts';
import { Badge } from '../../parts/badge.tsx';
import { buttonClass } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Shown } from '../../parts/states.tsx';
import { modeLabel, modeTone } from '../../words.ts';
import { setupQuery } from './queries.ts';
import { useSystemName } from './side-names.ts';
import { AccountsStep } from './steps/accounts-step.tsx';
import { ActivateStep } from './steps/activate-step.tsx';
import { CheckStep } from './steps/check-step.tsx';
import { CleanUpStep } from './steps/clean-up-step.tsx';
import { DirectionStep } from './steps/direction-step.tsx';
import { OrganisationStep } from './steps/organisation-step.tsx';
import { TaxesStep } from './steps/taxes-step.tsx';
import { TestInvoiceStep } from './steps/test-invoice-step.tsx';

/** The steps from two connections to a flow that is active. The server derives where one stands, so that leaving loses nothing. */
export function SetupPage(): ReactNode {
  const { flow } = useParams({ from: '/app/setup/$flow' });
  const { step } = useSearch({ from: '/app/setup/$flow' });
  const query = useQuery(setupQuery(flow));
  const nameOf = useSystemName();
  // Both sides are often of one organisation, and then its name would tell nobody which is meant.
  const named = (setup: Setup): Setup => ({
    ...setup,
    source: { ...setup.source, label: nameOf(setup.source.connection, setup.source.label) },
    target: { ...setup.target, label: nameOf(setup.target.connection, setup.target.label) },
  });
  return (
    <Shown query={query} heading="Set-up">
      {(setup) => <Wizard setup={named(setup)} wanted={step ?? null} />}
    </Shown>
  );
}

const titles: Readonly<Record<SetupStepName, string>> = {
  organisation: 'Organisation',
  accounts: 'Accounts',
  taxes: 'Taxes and currencies',
  direction: 'Who leads',
  check: 'Check the ledger',
  'clean up': 'Clean up',
  'test invoice': 'Test invoice',
  activate: 'Activate',
};

interface WizardProps {
  readonly setup: Setup;
  readonly wanted: string | null;
}

function Wizard({ setup, wanted }: WizardProps): ReactNode {
  const isActive = setup.mode === 'live' || setup.mode === 'shadow';
  const open = isActive ? undefined : setup.steps.find(({ state }) => state === 'next' || state === 'blocked');
  const next = open ?? setup.steps.at(-1);
  const shown = setup.steps.find(({ step }) => step === wanted) ?? next;
  return (
    <>
      <PageHeader
        title={`${setup.source.label} to ${setup.target.label}`}
        detail={isActive ? undefined : 'You may leave at any step: everything is kept, and nothing is written before the last one.'}
        back={<Link to="/integrations">Integrations</Link>}
        beside={isActive && <Badge tone={modeTone[setup.mode]}>{modeLabel[setup.mode]}</Badge>}
      />
      {setup.reading !== null && (
        <p role="status" className="mb-5 rounded-lg bg-accent-soft px-4 py-2.5 text-sm text-accent-ink">
          {setup.reading}
        </p>
      )}
      <div className="grid gap-6 lg:grid-cols-[15rem_minmax(0,1fr)]">
        <Steps flow={setup.flow} steps={setup.steps} shown={shown?.step ?? null} />
        {shown !== undefined && (
          <Card title={titles[shown.step]} {...(shown.why === null ? {} : { detail: shown.why })}>
            <Step setup={setup} step={shown.step} />
            {!isActive && <GoOn setup={setup} shown={shown} />}
          </Card>
        )}
      </div>
    </>
  );
}

interface StepsProps {
  readonly flow: string;
  readonly steps: readonly SetupStep[];
  readonly shown: SetupStepName | null;
}

function Steps({ flow, steps, shown }: StepsProps): ReactNode {
  return (
    <nav aria-label="Steps" className="min-w-0 max-lg:-mx-4 max-lg:overflow-x-auto max-lg:px-4">
      <ol className="flex gap-1 max-lg:w-max lg:flex-col">
        {steps.map(({ step, state }) => (
          <li key={step}>
            <Link
              to="/setup/$flow"
              params={{ flow }}
              search={{ step }}
              // On a phone the steps are wider than the page: the one that is shown is brought into sight.
              {...(step === shown ? { 'aria-current': 'step' as const, ref: bringIntoSight } : {})}
              className={clsx(
                'flex items-center gap-2.5 rounded-lg px-3 py-2 text-sm whitespace-nowrap',
                step === shown ? 'bg-sunken font-medium text-ink' : 'text-soft hover:bg-sunken/60 hover:text-ink',
              )}
            >
              <StepSign state={state} />
              {titles[step]}
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  );
}

const bringIntoSight = (link: HTMLAnchorElement | null): void => link?.scrollIntoView({ block: 'nearest', inline: 'center' });

function StepSign({ state }: { readonly state: SetupStep['state'] }): ReactNode {
  switch (state) {
    case 'done':
      return <Check aria-label="done" className="size-4 shrink-0 text-good" />;
    case 'next':
      return <CircleDot aria-label="next" className="size-4 shrink-0 text-accent-ink" />;
    case 'blocked':
      return <CircleAlert aria-label="needs you" className="size-4 shrink-0 text-warn" />;
    case 'later':
      return <Circle aria-label="later" className="size-4 shrink-0 text-faint" />;
  }
}

function Step({ setup, step }: { readonly setup: Setup; readonly step: SetupStepName }): ReactNode {
  switch (step) {
    case 'organisation':
      return <OrganisationStep setup={setup} />;
    case 'accounts':
      return <AccountsStep key={setup.flow} setup={setup} />;
    case 'taxes':
      return <TaxesStep setup={setup} />;
    case 'direction':
      return <DirectionStep setup={setup} />;
    case 'check':
      return <CheckStep setup={setup} />;
    case 'clean up':
      return <CleanUpStep setup={setup} />;
    case 'test invoice':
      return <TestInvoiceStep setup={setup} />;
    case 'activate':
      return <ActivateStep setup={setup} />;
  }
}

interface GoOnProps {
  readonly setup: Setup;
  readonly shown: SetupStep;
}

/** Leads from a step that is done, or that may wait, to the one that comes next. */
function GoOn({ setup, shown }: GoOnProps): ReactNode {
  const isNext = ({ step, state }: SetupStep): boolean => step !== shown.step && (state === 'next' || state === 'blocked');
  const after = setup.steps.slice(setup.steps.indexOf(shown) + 1).find(isNext);
  const next = after ?? (shown.state === 'done' ? setup.steps.find(isNext) : undefined);
  if (next === undefined || shown.state === 'later' || shown.state === 'blocked') return null;
  return (
    <div className="mt-6 flex justify-end border-t border-line pt-4">
      <Link
        to="/setup/$flow"
        params={{ flow: setup.flow }}
        search={{ step: next.step }}
        className={buttonClass(shown.state === 'done' ? { look: 'primary' } : {})}
      >
        {shown.state === 'done' ? 'Next' : 'Later; now'}: {titles[next.step]}
        <ArrowRight aria-hidden />
      </Link>
    </div>
  );
}
