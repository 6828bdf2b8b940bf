import { Search } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { ProviderCard } from '../../../../src/api/integrations.ts';
import { Button } from '../../parts/button.tsx';
import { Input } from '../../parts/field.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { useMay } from '../../session.tsx';
import { ConnectDialog } from './connect-dialog.tsx';
import { kindsSentence } from './kinds.ts';
import { ProviderTile } from './provider-tile.tsx';

interface DirectoryProps {
  readonly providers: readonly ProviderCard[];
  readonly search: string;
  readonly onSearch: (text: string) => void;
}

export function Directory({ providers, search, onSearch }: DirectoryProps): ReactNode {
  const [chosen, setChosen] = useState<ProviderCard | null>(null);
  const found = providers.filter((card) => isFound(card, search));
  return (
    <section aria-label="Directory">
      <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
        <h2 className="font-semibold">Directory</h2>
        <div className="relative w-80 max-sm:w-full">
          <Search aria-hidden className="pointer-events-none absolute top-3 left-3 size-4 text-faint" />
          <Input
            type="search"
            aria-label="Search the directory"
            placeholder="Search by name or by what it keeps"
            className="pl-9"
            value={search}
            onChange={(event) => onSearch(event.target.value)}
          />
        </div>
      </div>
      {found.length === 0 ? (
        <EmptyState title={`Nothing is called “${search}”`}>What has no connector yet can come in as files: look for “csv”.</EmptyState>
      ) : (
        <ul className="grid gap-4 sm:grid-cols-2 xl:grid-cols-3">
          {found.map((card) => (
            <li key={card.provider}>
              <ProviderEntry card={card} onConnect={() => setChosen(card)} />
            </li>
          ))}
        </ul>
      )}
      {chosen !== null && <ConnectDialog provider={chosen} connection={null} onClose={() => setChosen(null)} />}
    </section>
  );
}

function isFound({ label, provider, role, reads, writes }: ProviderCard, search: string): boolean {
  const words = `${label} ${provider} ${role} ${kindsSentence([...reads, ...writes])}`.toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => words.includes(word));
}

/** What it is for those who look for it. */
function partOf({ role, reads }: ProviderCard): string {
  if (role === 'ledger') return 'Ledger';
  return reads.includes('statementLine') ? 'Bank' : 'Sells, or moves money';
}

function ProviderEntry({ card, onConnect }: { readonly card: ProviderCard; readonly onConnect: () => void }): ReactNode {
  const mayKeep = useMay('keep');
  const { label, reads, writes } = card;
  return (
    <article className="flex h-full flex-col rounded-xl border border-line bg-surface p-5 shadow-lift">
      <div className="flex items-center gap-3">
        <ProviderTile label={label} />
        <div className="min-w-0">
          <h3 className="font-medium">{label}</h3>
          <p className="text-sm text-soft">{partOf(card)}</p>
        </div>
      </div>
      <p className="mt-3 flex-1 text-sm text-soft">
        {reads.length > 0 && <>Reads {kindsSentence(reads)}. </>}
        {writes.length > 0 ? <>Writes {kindsSentence(writes)}.</> : 'Writes nothing there.'}
      </p>
      <Button size="small" className="mt-4 self-start" disabled={!mayKeep} onClick={onConnect}>
        Connect<span className="sr-only"> {label}</span>
      </Button>
    </article>
  );
}
