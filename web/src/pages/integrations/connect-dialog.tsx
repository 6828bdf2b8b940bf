import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { ArrowDownToLine, ArrowUpFromLine } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { ConnectBegun, ConnectionCard, KeyPageBegun, ProviderCard } from '../../../../src/api/integrations.ts';
import { ask } from '../../api.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Switch } from '../../parts/field.tsx';
import { FormError } from '../../parts/states.tsx';
import { useMe } from '../../session.tsx';
import { AtPage } from './at-page.tsx';
import { AppFields, BankFields, countryOf, InsideFields, KeyFields, LoginFields } from './connect-fields.tsx';
import type { Fields } from './connect-fields.tsx';
import { kindsSentence } from './kinds.ts';

interface ConnectDialogProps {
  readonly provider: ProviderCard;
  /** The connection to renew; null: a new one. */
  readonly connection: ConnectionCard | null;
  readonly onClose: () => void;
}

/** What Tieout will be allowed to do there and why, before anybody is sent anywhere. */
export function ConnectDialog({ provider, connection, onClose }: ConnectDialogProps): ReactNode {
  const [isSandbox, setSandbox] = useState(connection?.isSandbox ?? (provider.hasSandbox && !provider.hasApp));
  const [fields, setFields] = useState<Fields>({});
  const { connect, page, done } = useConnect({ provider, connection, isSandbox, fields, onClose });
  const goesAway = provider.signIn === 'consent' || provider.hasPage;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width="wide"
      title={`${connection === null ? 'Connect' : 'Reconnect'} ${provider.label}`}
      detail={connection === null ? undefined : 'What is linked, mapped and proven stays as it is; only the permission is renewed.'}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          {page === null && (
            <Button look="primary" type="submit" form="connect" isBusy={connect.isPending}>
              {goesAway ? `Go to ${isSandbox ? 'the sandbox' : provider.label}` : 'Connect'}
            </Button>
          )}
        </>
      }
    >
      {page === null ? (
        <form
          id="connect"
          className="flex flex-col gap-5"
          onSubmit={(event) => {
            event.preventDefault();
            connect.mutate();
          }}
        >
          <Consent provider={provider} />
          {provider.hasSandbox && connection === null && (
            <Switch
              isOn={isSandbox}
              onChange={setSandbox}
              label="In the sandbox"
              hint="A copy of its behaviour on this machine: nothing leaves, and anything may be tried."
            />
          )}
          {!isSandbox && provider.setUp.length > 0 && <SetUpSteps label={provider.label} steps={provider.setUp} />}
          <WhatIsTyped provider={provider} isSandbox={isSandbox} isNew={connection === null} fields={fields} onChange={setFields} />
          <FormError error={connect.error} />
        </form>
      ) : (
        <AtPage label={isSandbox ? 'The sandbox' : provider.label} page={page} onConnected={(card) => void done(card)} />
      )}
    </Dialog>
  );
}

interface TypedProps {
  readonly provider: ProviderCard;
  readonly isSandbox: boolean;
  readonly isNew: boolean;
  readonly fields: Fields;
  readonly onChange: (fields: Fields) => void;
}

/** What has to be typed here, because it is not asked at a page of the provider. */
function WhatIsTyped({ provider: { signIn, hasPage, hasApp }, isSandbox, isNew, ...props }: TypedProps): ReactNode {
  if (hasPage || signIn === 'consent')
    return isSandbox ? null : (
      <>
        {!hasApp && <AppFields {...props} withWebhook={!hasPage} />}
        {hasPage && isNew && <BankFields {...props} />}
      </>
    );
  if (signIn === 'key') return isSandbox ? null : <KeyFields {...props} />;
  return signIn === 'login' ? <LoginFields {...props} /> : <InsideFields {...props} />;
}

function Consent({ provider: { label, reads, writes, scopes } }: { readonly provider: ProviderCard }): ReactNode {
  const { organisation } = useMe();
  return (
    <>
      <p className="text-sm">
        Tieout connects to {label} for{' '}
        <strong className="font-semibold" dir="auto">
          {organisation.name}
        </strong>
        .
      </p>
      <ul className="grid gap-3 text-sm sm:grid-cols-2">
        <li className="flex gap-3">
          <ArrowDownToLine aria-hidden className="mt-0.5 size-4 shrink-0 text-faint" />
          <span>{reads.length === 0 ? 'Reads nothing.' : `Reads ${kindsSentence(reads)}.`}</span>
        </li>
        <li className="flex gap-3">
          <ArrowUpFromLine aria-hidden className="mt-0.5 size-4 shrink-0 text-faint" />
          <span>{writes.length === 0 ? 'Writes nothing.' : `Writes ${kindsSentence(writes)}, once you have activated a flow.`}</span>
        </li>
      </ul>
      {scopes.length > 0 && (
        <div>
          <h3 className="mb-2 text-sm font-semibold">What it asks for, and why</h3>
          <dl className="divide-y divide-line rounded-lg border border-line text-sm">
            {scopes.map(({ name, why, needed }) => (
              <div key={name} className="grid gap-x-4 gap-y-0.5 px-3.5 py-2.5 sm:grid-cols-[minmax(11rem,1fr)_2fr]">
                <dt className="font-mono text-[0.85em] break-all">{name}</dt>
                <dd className="text-soft">
                  {why}
                  {!needed && <span className="text-faint"> (optional)</span>}
                </dd>
              </div>
            ))}
          </dl>
        </div>
      )}
    </>
  );
}

const SetUpSteps = ({ label, steps }: { readonly label: string; readonly steps: readonly string[] }): ReactNode => (
  <div>
    <h3 className="mb-2 text-sm font-semibold">First, in {label}</h3>
    <ol className="list-decimal space-y-1 pl-5 text-sm text-soft marker:text-faint">
      {steps.map((step) => (
        <li key={step}>{step}</li>
      ))}
    </ol>
  </div>
);

interface Connecting extends ConnectDialogProps {
  readonly isSandbox: boolean;
  readonly fields: Fields;
}

function useConnect({ provider, connection, isSandbox, fields, onClose }: Connecting) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const country = countryOf(useMe().organisation.locale);
  const [page, setPage] = useState<KeyPageBegun | null>(null);
  const common = { provider: provider.provider, ...(connection === null ? {} : { connection: connection.connection }) };
  const done = async (card: ConnectionCard): Promise<void> => {
    await queries.invalidateQueries({ queryKey: ['connections'] });
    onClose();
    await navigate({ to: '/integrations', search: { connected: card.connection } });
  };
  const post = (way: string, body: object): Promise<ConnectionCard> =>
    ask<ConnectionCard>(`/v1/connections/${way}`, { method: 'POST', body: { ...common, ...body } });
  const goToPage = async (): Promise<void> => {
    const begun = await ask<KeyPageBegun>('/v1/connections/page', {
      method: 'POST',
      body: { ...common, ...(country === null ? {} : { country }), ...fields, sandbox: isSandbox },
    });
    globalThis.open(begun.url, '_blank', 'noopener');
    setPage(begun);
  };
  const connect = useMutation({
    mutationFn: async () => {
      if (provider.hasPage) return goToPage();
      switch (provider.signIn) {
        case 'consent': {
          if (!isSandbox && !provider.hasApp)
            await ask(`/v1/providers/${encodeURIComponent(provider.provider)}/app`, { method: 'PUT', body: fields });
          const body = { provider: provider.provider, connection: connection?.connection ?? null, sandbox: isSandbox };
          const begun = await ask<ConnectBegun>('/v1/connections/begin', { method: 'POST', body });
          globalThis.location.assign(begun.url);
          return;
        }
        case 'key':
          return done(await post('key', { ...fields, sandbox: isSandbox }));
        case 'login':
          return done(await post('login', fields));
        case 'none':
          return done(await post('inside', fields));
      }
    },
  });
  return { connect, page, done };
}
