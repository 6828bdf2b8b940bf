import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import { ask } from '../../api.ts';
import { Button } from '../../parts/button.tsx';
import { Field, Input } from '../../parts/field.tsx';
import { FormError } from '../../parts/states.tsx';
import { EntryFrame } from './entry-frame.tsx';

interface SecondFactorProps {
  readonly onDone: () => Promise<void>;
  readonly onBack: () => void;
}

/** The code of the authenticator app, or one of the backup codes. */
export function SecondFactor({ onDone, onBack }: SecondFactorProps): ReactNode {
  const [isBackup, setBackup] = useState(false);
  const [code, setCode] = useState('');
  const verify = useMutation({
    mutationFn: () =>
      ask(isBackup ? '/auth/two-factor/verify-backup-code' : '/auth/two-factor/verify-totp', {
        method: 'POST',
        body: { code: isBackup ? code.trim() : code.replaceAll(/\s/g, '') },
      }),
    onSuccess: onDone,
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    verify.mutate();
  };
  const change = (): void => {
    setBackup(!isBackup);
    setCode('');
    verify.reset();
  };
  return (
    <EntryFrame
      title="One more step"
      detail={isBackup ? 'Each backup code works once.' : 'Your authenticator app shows a code of six digits.'}
    >
      <form onSubmit={submit} className="flex flex-col gap-5">
        <Field label={isBackup ? 'Backup code' : 'Code'}>
          {(ties) => (
            <Input
              {...ties}
              key={isBackup ? 'backup' : 'code'}
              className="font-mono text-lg tracking-widest"
              autoComplete="one-time-code"
              inputMode={isBackup ? 'text' : 'numeric'}
              required
              autoFocus
              value={code}
              onChange={(event) => setCode(event.target.value)}
            />
          )}
        </Field>
        <FormError error={verify.error} />
        {verify.isError && !isBackup && (
          <p className="text-sm text-soft">A code counts for half a minute. On a phone whose clock is wrong, none does.</p>
        )}
        <Button type="submit" look="primary" isBusy={verify.isPending}>
          Go on
        </Button>
      </form>
      <div className="flex flex-wrap justify-between gap-2">
        <Button look="quiet" size="small" onClick={change}>
          {isBackup ? 'Use the authenticator app' : 'Use a backup code'}
        </Button>
        <Button look="quiet" size="small" onClick={onBack}>
          Back
        </Button>
      </div>
    </EntryFrame>
  );
}
