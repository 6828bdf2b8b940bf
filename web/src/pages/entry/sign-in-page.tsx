import { useMutation } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import { ask } from '../../api.ts';
import { Button } from '../../parts/button.tsx';
import { Field, Input } from '../../parts/field.tsx';
import { FormError } from '../../parts/states.tsx';
import { EntryFrame } from './entry-frame.tsx';
import { useEnter } from './entering.ts';
import { SecondFactor } from './second-factor.tsx';

/** What the sign-in answers to a right password: a session, or that a code is wanted as well. */
interface SignedIn {
  readonly twoFactorRedirect?: boolean;
}

export function SignInPage(): ReactNode {
  const { next } = useSearch({ from: '/sign-in' });
  const enter = useEnter();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [wantsCode, setWantsCode] = useState(false);
  const signIn = useMutation({
    mutationFn: () => ask<SignedIn>('/auth/sign-in/email', { method: 'POST', body: { email, password, rememberMe: true } }),
    onSuccess: async ({ twoFactorRedirect }) => {
      if (twoFactorRedirect === true) setWantsCode(true);
      else await enter(next);
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    signIn.mutate();
  };
  if (wantsCode) return <SecondFactor onDone={() => enter(next)} onBack={() => setWantsCode(false)} />;
  return (
    <EntryFrame title="Sign in">
      <form onSubmit={submit} className="flex flex-col gap-5">
        <Field label="E-mail address">
          {(ties) => (
            <Input
              {...ties}
              type="email"
              autoComplete="username"
              required
              autoFocus
              value={email}
              onChange={(event) => setEmail(event.target.value)}
            />
          )}
        </Field>
        <Field label="Password">
          {(ties) => (
            <Input
              {...ties}
              type="password"
              autoComplete="current-password"
              required
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          )}
        </Field>
        <FormError error={signIn.error} />
        <Button type="submit" look="primary" isBusy={signIn.isPending}>
          Sign in
        </Button>
      </form>
      <p className="text-sm text-faint">
        Forgot the password? An owner can give you a new link; on the server, <code className="font-mono">tieout people reset</code> makes
        one.
      </p>
    </EntryFrame>
  );
}
