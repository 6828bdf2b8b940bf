import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import { ask } from '../../api.ts';
import { Badge } from '../../parts/badge.tsx';
import { Button } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { Copied } from '../../parts/copied.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Field, Input } from '../../parts/field.tsx';
import { FormError } from '../../parts/states.tsx';
import { useToast } from '../../parts/toast.tsx';
import { QrCode } from './qr-code.tsx';

interface Enabled {
  readonly totpURI: string;
  readonly backupCodes: readonly string[];
}

export function TwoFactor({ isOn }: { readonly isOn: boolean }): ReactNode {
  const [isOpen, setOpen] = useState(false);
  return (
    <Card
      title="Two-factor sign-in"
      detail="A code from an app on your phone besides the password, so that a password alone opens nothing."
      actions={isOn ? <Badge tone="good">On</Badge> : <Badge>Off</Badge>}
    >
      <Button look={isOn ? 'secondary' : 'primary'} onClick={() => setOpen(true)}>
        <ShieldCheck aria-hidden />
        {isOn ? 'Switch off' : 'Switch on'}
      </Button>
      {isOpen && (isOn ? <SwitchOff onClose={() => setOpen(false)} /> : <SwitchOn onClose={() => setOpen(false)} />)}
    </Card>
  );
}

function SwitchOn({ onClose }: { readonly onClose: () => void }): ReactNode {
  const [enabled, setEnabled] = useState<Enabled | null>(null);
  if (enabled !== null) return <Confirm enabled={enabled} onClose={onClose} />;
  return (
    <AskPassword
      title="Switch two-factor on"
      action="Go on"
      onClose={onClose}
      submit={async (password) => setEnabled(await ask<Enabled>('/auth/two-factor/enable', { method: 'POST', body: { password } }))}
    />
  );
}

function SwitchOff({ onClose }: { readonly onClose: () => void }): ReactNode {
  const queries = useQueryClient();
  const { say } = useToast();
  const submit = async (password: string): Promise<void> => {
    await ask('/auth/two-factor/disable', { method: 'POST', body: { password } });
    await queries.invalidateQueries({ queryKey: ['me'] });
    say({ title: 'Two-factor is off' });
    onClose();
  };
  return <AskPassword title="Switch two-factor off" action="Switch off" onClose={onClose} submit={submit} />;
}

interface AskPasswordProps {
  readonly title: string;
  readonly action: string;
  readonly onClose: () => void;
  readonly submit: (password: string) => Promise<void>;
}

function AskPassword({ title, action, onClose, submit }: AskPasswordProps): ReactNode {
  const [password, setPassword] = useState('');
  const deed = useMutation({ mutationFn: submit });
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    deed.mutate(password);
  };
  return (
    <Dialog isOpen onClose={onClose} title={title}>
      <form onSubmit={onSubmit} className="flex flex-col gap-5">
        <Field label="Your password">
          {(ties) => (
            <Input
              {...ties}
              type="password"
              autoComplete="current-password"
              required
              autoFocus
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          )}
        </Field>
        <FormError error={deed.error} />
        <div className="flex justify-end">
          <Button type="submit" look="primary" isBusy={deed.isPending}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function ForTheApp({ enabled: { totpURI, backupCodes } }: { readonly enabled: Enabled }): ReactNode {
  const secret = new URL(totpURI).searchParams.get('secret') ?? '';
  return (
    <>
      <div className="flex flex-col gap-2">
        <p>
          Point the app's camera at this, or{' '}
          <a href={totpURI} className="font-medium text-accent-ink underline">
            open the app on this device
          </a>
          .
        </p>
        <div className="self-center py-2">
          <QrCode text={totpURI} label="Code for the camera; the same key stands below as text" />
        </div>
        <p>Where there is no camera, add an account in the app and type this key:</p>
        <Copied text={secret} label="Key for the authenticator app" />
      </div>
      <div className="flex flex-col gap-2">
        <p>Keep these backup codes where you find them without your phone. Each signs you in once.</p>
        <Copied text={backupCodes.join(' ')} label="Backup codes" />
      </div>
    </>
  );
}

/** It is on only when a code of the app was right once; until then the password alone signs in. */
function Confirm({ enabled, onClose }: { readonly enabled: Enabled; readonly onClose: () => void }): ReactNode {
  const queries = useQueryClient();
  const { say } = useToast();
  const [code, setCode] = useState('');
  const verify = useMutation({
    mutationFn: () => ask('/auth/two-factor/verify-totp', { method: 'POST', body: { code: code.replaceAll(/\s/g, '') } }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['me'] });
      say({ title: 'Two-factor is on' });
      onClose();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    verify.mutate();
  };
  return (
    <Dialog isOpen onClose={onClose} title="Tell your authenticator app">
      <form onSubmit={submit} className="flex flex-col gap-5 text-sm">
        <ForTheApp enabled={enabled} />
        <Field label="The code that the app shows now">
          {(ties) => (
            <Input
              {...ties}
              className="font-mono text-lg tracking-widest"
              inputMode="numeric"
              autoComplete="one-time-code"
              required
              value={code}
              onChange={(event) => setCode(event.target.value)}
            />
          )}
        </Field>
        <FormError error={verify.error} />
        <div className="flex justify-end">
          <Button type="submit" look="primary" isBusy={verify.isPending}>
            Switch on
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
