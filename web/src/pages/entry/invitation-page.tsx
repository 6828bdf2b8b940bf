import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import type { InvitationShown } from '../../../../src/api/people.ts';
import { ask, pathWith, Refusal } from '../../api.ts';
import { Button, buttonClass } from '../../parts/button.tsx';
import { Field, Input } from '../../parts/field.tsx';
import { FormError, Skeleton } from '../../parts/states.tsx';
import { roleLabel, roleMeaning } from '../../words.ts';
import { EntryFrame } from './entry-frame.tsx';
import { useEnter } from './entering.ts';
import { PasswordField } from './password-field.tsx';

export function InvitationPage(): ReactNode {
  const { token } = useSearch({ from: '/invitation' });
  const query = useQuery({
    queryKey: ['invitation', token],
    queryFn: ({ signal }) => ask<InvitationShown>(pathWith('/v1/invitation', { token }), { signal }),
    staleTime: Infinity,
  });
  if (query.data === undefined)
    return query.isError ? (
      <EntryFrame title="This invitation does not work" detail="It was used, taken back, or is older than a week. Ask for a new one.">
        {/* Of a link that is over or cut off there is no more to say than that. */}
        {!(query.error instanceof Refusal && query.error.status >= 400 && query.error.status < 500) && <FormError error={query.error} />}
        <Link to="/sign-in" className={buttonClass({})}>
          Sign in
        </Link>
      </EntryFrame>
    ) : (
      <EntryFrame title="Invitation">
        <Skeleton className="h-40" />
      </EntryFrame>
    );
  return <Accept invitation={query.data} token={token ?? ''} />;
}

function Accept({ invitation, token }: { readonly invitation: InvitationShown; readonly token: string }): ReactNode {
  const { email, organisation, role, isKnown } = invitation;
  const enter = useEnter();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const accept = useMutation({
    mutationFn: () => ask('/v1/invitation', { method: 'POST', body: { token, name, password } }),
    onSuccess: () => enter('/'),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    accept.mutate();
  };
  return (
    <EntryFrame
      title={`Join ${organisation}`}
      detail={
        <>
          You are invited as {roleLabel[role].toLowerCase()}, with the address {email}. {roleMeaning[role]}.
        </>
      }
    >
      <form onSubmit={submit} className="flex flex-col gap-5">
        {isKnown ? (
          <KnownPassword value={password} onChange={setPassword} />
        ) : (
          <NewPerson name={name} onName={setName} password={password} onPassword={setPassword} />
        )}
        <FormError error={accept.error} />
        <Button type="submit" look="primary" isBusy={accept.isPending}>
          Join
        </Button>
      </form>
    </EntryFrame>
  );
}

function KnownPassword({ value, onChange }: { readonly value: string; readonly onChange: (password: string) => void }): ReactNode {
  return (
    <Field label="Your password" hint="You are known here already: the password that you sign in with.">
      {(ties) => (
        <Input
          {...ties}
          type="password"
          autoComplete="current-password"
          required
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

interface NewPersonProps {
  readonly name: string;
  readonly onName: (name: string) => void;
  readonly password: string;
  readonly onPassword: (password: string) => void;
}

function NewPerson({ name, onName, password, onPassword }: NewPersonProps): ReactNode {
  return (
    <>
      <Field label="Your name">
        {(ties) => (
          <Input
            {...ties}
            autoComplete="name"
            required
            autoFocus
            dir="auto"
            value={name}
            onChange={(event) => onName(event.target.value)}
          />
        )}
      </Field>
      <PasswordField value={password} onChange={onPassword} />
    </>
  );
}
