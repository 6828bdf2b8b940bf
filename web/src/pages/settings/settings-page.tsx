import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { OrganisationSettings } from '../../../../src/api/people.ts';
import { ask } from '../../api.ts';
import { LocaleProvider } from '../../locale.tsx';
import { Button } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { Day, Moment } from '../../parts/day.tsx';
import { Field, Input, Switch } from '../../parts/field.tsx';
import { Money } from '../../parts/money.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { FormError } from '../../parts/states.tsx';
import { useToast } from '../../parts/toast.tsx';
import { useMay, useMe } from '../../session.tsx';
import { SenderCard } from './sender-card.tsx';

export function SettingsPage(): ReactNode {
  const { organisation } = useMe();
  return (
    <>
      <PageHeader title="Settings" detail="What is true of the whole organisation." />
      <Form key={organisation.id} settings={organisation} />
      <div className="mt-8 max-w-2xl">
        <SenderCard key={organisation.id} />
      </div>
    </>
  );
}

type Changeable = Omit<OrganisationSettings, 'id'>;

function Form({ settings }: { readonly settings: OrganisationSettings }): ReactNode {
  const isOwner = useMay('own');
  const queries = useQueryClient();
  const { say } = useToast();
  const [form, setForm] = useState<Changeable>(settings);
  const change = (changed: Partial<Changeable>): void => setForm((before) => ({ ...before, ...changed }));
  const save = useMutation({
    mutationFn: () => {
      const { name, locale, timeZone, fourEyes } = form;
      return ask<OrganisationSettings>('/v1/organisation', { method: 'PATCH', body: { name, locale, timeZone, fourEyes } });
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['me'] });
      say({ title: 'Saved' });
    },
  });
  return (
    <form onSubmit={(event) => (event.preventDefault(), save.mutate())} className="flex max-w-2xl flex-col gap-5">
      <Card title="Organisation">
        <div className="flex flex-col gap-5">
          <Field label="Name">
            {(ties) => (
              <Input
                {...ties}
                required
                dir="auto"
                disabled={!isOwner}
                value={form.name}
                onChange={(event) => change({ name: event.target.value })}
              />
            )}
          </Field>
          <WritingFields form={form} isOwner={isOwner} change={change} />
        </div>
      </Card>
      <Card title="Approval">
        <Switch
          label="Four eyes"
          hint="Whoever planned a batch may not approve it. It takes two people who may approve."
          isOn={form.fourEyes}
          isDisabled={!isOwner}
          onChange={(fourEyes) => change({ fourEyes })}
        />
      </Card>
      <FormError error={save.error} />
      {isOwner ? (
        <div>
          <Button type="submit" look="primary" isBusy={save.isPending}>
            Save
          </Button>
        </div>
      ) : (
        <p className="text-sm text-soft">An owner can change this.</p>
      )}
    </form>
  );
}

interface WritingFieldsProps {
  readonly form: Changeable;
  readonly isOwner: boolean;
  readonly change: (changed: Partial<Changeable>) => void;
}

/** How money and days are written, and where days begin. */
function WritingFields({ form, isOwner, change }: WritingFieldsProps): ReactNode {
  const isLocale = isKnown(() => new Intl.NumberFormat(form.locale));
  const isZone = isKnown(() => new Intl.DateTimeFormat('en', { timeZone: form.timeZone }));
  return (
    <>
      <Field
        label="Language and country"
        hint="Such as en-GB or de-AT: how amounts and days are written."
        error={isLocale ? null : 'There is no such one.'}
      >
        {(ties) => (
          <Input
            {...ties}
            required
            list="locales"
            disabled={!isOwner}
            value={form.locale}
            onChange={(event) => change({ locale: event.target.value })}
          />
        )}
      </Field>
      <Field label="Time zone" hint="Where a day begins for your books." error={isZone ? null : 'There is no such one.'}>
        {(ties) => (
          <Input
            {...ties}
            required
            list="zones"
            disabled={!isOwner}
            value={form.timeZone}
            onChange={(event) => change({ timeZone: event.target.value })}
          />
        )}
      </Field>
      <datalist id="locales">
        {locales.map((locale) => (
          <option key={locale} value={locale} />
        ))}
      </datalist>
      <datalist id="zones">
        {Intl.supportedValuesOf('timeZone').map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
      {isLocale && isZone && (
        <LocaleProvider locale={form.locale} timeZone={form.timeZone}>
          <p className="rounded-lg bg-sunken px-3.5 py-2.5 text-sm text-soft">
            <Money amount="1234567.89" currency="EUR" /> · <Day day="2026-11-21" /> · <Moment at={1_795_273_200_000} />
          </p>
        </LocaleProvider>
      )}
    </>
  );
}

const locales = [
  'en-GB',
  'en-US',
  'en-AU',
  'en-CA',
  'en-IE',
  'en-NZ',
  'de-AT',
  'de-CH',
  'de-DE',
  'es-ES',
  'fr-CA',
  'fr-FR',
  'he-IL',
  'it-IT',
  'nl-NL',
  'pt-BR',
  'sv-SE',
];

function isKnown(make: () => unknown): boolean {
  try {
    make();
    return true;
  } catch {
    return false;
  }
}
