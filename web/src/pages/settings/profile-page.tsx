import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import { ask } from '../../api.ts';
import { Button } from '../../parts/button.tsx';
import { Card, Facts } from '../../parts/card.tsx';
import { Field, Input } from '../../parts/field.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { FormError } from '../../parts/states.tsx';
import { useToast } from '../../parts/toast.tsx';
import { useMe } from '../../session.tsx';
import { roleLabel, roleMeaning } from '../../words.ts';
import { PasswordField } from '../entry/password-field.tsx';
import { Sessions } from './sessions.tsx';
import { TwoFactor } from './two-factor.tsx';

export function ProfilePage(): ReactNode {
  const { person, role, organisation } = useMe();
  return (
    <>
      <PageHeader title="Profile" detail="What concerns only you." />
      <div className="flex max-w-2xl flex-col gap-5">
        <Card title={<span dir="auto">{person.name}</span>}>
          <Facts
            facts={[
              { name: 'E-mail address', value: person.email },
              { name: `Role in ${organisation.name}`, value: `${roleLabel[role]}: ${roleMeaning[role].toLowerCase()}` },
            ]}
          />
        </Card>
        <TwoFactor isOn={person.hasTwoFactor} />
        <Password />
        <Sessions />
      </div>
    </>
  );
}

function Password(): ReactNode {
  const { say } = useToast();
  const [current, setCurrent] = useState('');
  const [fresh, setFresh] = useState('');
  const change = useMutation({
    mutationFn: () =>
      ask('/auth/change-password', { method: 'POST', body: { currentPassword: current, newPassword: fresh, revokeOtherSessions: true } }),
    onSuccess: () => {
      setCurrent('');
      setFresh('');
      say({ title: 'The password is changed', detail: 'Your other sessions are ended.' });
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    change.mutate();
  };
  return (
    <Card title="Password" detail="Changing it ends your other sessions.">
      <form onSubmit={submit} className="flex flex-col gap-5">
        <Field label="Current password">
          {(ties) => (
            <Input
              {...ties}
              type="password"
              autoComplete="current-password"
              required
              value={current}
              onChange={(event) => setCurrent(event.target.value)}
            />
          )}
        </Field>
        <PasswordField label="New password" value={fresh} onChange={setFresh} />
        <FormError error={change.error} />
        <div>
          <Button type="submit" isBusy={change.isPending}>
            Change the password
          </Button>
        </div>
      </form>
    </Card>
  );
}
