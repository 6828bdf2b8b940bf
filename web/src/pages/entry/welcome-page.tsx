import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import type { OrganisationSettings } from '../../../../src/api/people.ts';
import { ask } from '../../api.ts';
import { Button, buttonClass } from '../../parts/button.tsx';
import { Field, Input } from '../../parts/field.tsx';
import { FormError } from '../../parts/states.tsx';
import { startQuery } from '../../queries.ts';
import { EntryFrame } from './entry-frame.tsx';
import { useEnter } from './entering.ts';
import { PasswordField } from './password-field.tsx';

/** The first owner. Afterwards one joins by invitation only. */
export function WelcomePage(): ReactNode {
  const { data: start } = useQuery(startQuery);
  if (start?.isFirst === false)
    return (
      <EntryFrame title="Tieout is set up here" detail="Somebody has signed up already. Sign in, or ask an owner for an invitation.">
        <Link to="/sign-in" className={buttonClass({ look: 'primary' })}>
          Sign in
        </Link>
      </EntryFrame>
    );
  return (
    <EntryFrame
      title="Welcome"
      detail="Tieout keeps what you sell and what your ledger says in agreement, to the cent. You are its first owner: everybody else comes by your invitation."
    >
      <SignUp />
    </EntryFrame>
  );
}

function SignUp(): ReactNode {
  const enter = useEnter();
  const [name, setName] = useState('');
  const [organisation, setOrganisation] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const signUp = useMutation({
    mutationFn: async () => {
      await ask('/auth/sign-up/email', { method: 'POST', body: { name, email, password } });
      await ask<OrganisationSettings>('/v1/organisation', { method: 'PATCH', body: { name: organisation, ...hereAndNow() } });
    },
    onSuccess: () => enter('/'),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    signUp.mutate();
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-5">
      <Field label="Your name">
        {(ties) => (
          <Input
            {...ties}
            autoComplete="name"
            required
            autoFocus
            dir="auto"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Field label="Your organisation">
        {(ties) => (
          <Input
            {...ties}
            autoComplete="organization"
            required
            dir="auto"
            value={organisation}
            onChange={(event) => setOrganisation(event.target.value)}
          />
        )}
      </Field>
      <Field label="E-mail address" hint="To sign in with. Nothing is sent to it.">
        {(ties) => (
          <Input {...ties} type="email" autoComplete="username" required value={email} onChange={(event) => setEmail(event.target.value)} />
        )}
      </Field>
      <PasswordField value={password} onChange={setPassword} />
      <FormError error={signUp.error} />
      <Button type="submit" look="primary" isBusy={signUp.isPending}>
        Begin
      </Button>
    </form>
  );
}

/** How this browser writes money and days, and where it is: the organisation's settings to begin with. */
function hereAndNow(): Pick<OrganisationSettings, 'locale' | 'timeZone'> {
  return { locale: navigator.language, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone };
}
