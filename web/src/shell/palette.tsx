import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { FileText, Search } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { useDeferredValue, useEffect, useId, useMemo, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import type { SearchAnswer } from '../../../src/api/office.ts';
import { ask, pathWith } from '../api.ts';
import { Money } from '../parts/money.tsx';
import { kindLabel } from '../words.ts';
import { navigation } from './navigation.ts';
import { recordName } from '../record-name.ts';
import { useLocale } from '../locale.tsx';

interface Hit {
  readonly key: string;
  readonly label: string;
  readonly beside: ReactNode;
  readonly icon: ReactNode;
  readonly go: () => void;
}

/** ⌘K: any page, and any document by number, customer or amount. */
export function Palette(): ReactNode {
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      setOpen((before) => !before);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  return (
    <Dialog.Root open={isOpen} onOpenChange={setOpen}>
      <Dialog.Trigger className="flex h-9 items-center gap-2.5 rounded-lg border border-line bg-surface px-3 text-sm text-faint shadow-lift hover:bg-sunken sm:w-72">
        <Search aria-hidden className="size-4" />
        <span className="flex-1 text-left max-sm:sr-only">Search</span>
        <kbd aria-hidden className="font-sans text-xs max-sm:hidden">
          {/Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘K' : 'Ctrl K'}
        </kbd>
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-shade" />
        <Dialog.Content
          aria-describedby={undefined}
          className="appears fixed top-[12vh] left-1/2 z-50 flex max-h-[70vh] w-[calc(100vw-2rem)] max-w-xl -translate-x-1/2 flex-col overflow-hidden rounded-2xl border border-line bg-surface shadow-float"
        >
          <Dialog.Title className="sr-only">Search</Dialog.Title>
          <Finder onDone={() => setOpen(false)} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Finder({ onDone }: { readonly onDone: () => void }): ReactNode {
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const id = useId();
  const hits = useHits(typed, onDone);
  const chosen = Math.min(at, hits.length - 1);
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0 && hits.length > 0) {
      event.preventDefault();
      setAt((chosen + step + hits.length) % hits.length);
    }
    if (event.key === 'Enter') hits[chosen]?.go();
  };
  return (
    <>
      <input
        role="combobox"
        aria-label="Search pages and documents"
        aria-expanded
        aria-controls={id}
        {...(hits.length > 0 ? { 'aria-activedescendant': `${id}-${chosen}` } : {})}
        autoFocus
        value={typed}
        onChange={(event) => (setTyped(event.target.value), setAt(0))}
        onKeyDown={onKeyDown}
        placeholder="A page, a number, a customer, an amount…"
        className="h-14 shrink-0 border-b border-line bg-transparent px-5 placeholder:text-faint focus-visible:outline-none"
      />
      <ul id={id} role="listbox" aria-label="Found" className="overflow-y-auto p-2">
        {hits.map((hit, index) => (
          <li
            key={hit.key}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === chosen}
            onClick={hit.go}
            onPointerMove={() => setAt(index)}
            className={`flex cursor-pointer items-center gap-3 rounded-lg px-3 py-2 text-sm [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-faint ${index === chosen ? 'bg-sunken' : ''}`}
          >
            {hit.icon}
            <span className="min-w-0 flex-1 truncate" dir="auto">
              {hit.label}
            </span>
            <span className="shrink-0 text-soft">{hit.beside}</span>
          </li>
        ))}
      </ul>
      {hits.length === 0 && <p className="px-5 pb-5 text-sm text-soft">Nothing is called that.</p>}
    </>
  );
}

function useHits(typed: string, onDone: () => void): readonly Hit[] {
  const navigate = useNavigate();
  const locale = useLocale();
  const wanted = useDeferredValue(typed.trim());
  const { data } = useQuery({
    queryKey: ['search', wanted],
    queryFn: ({ signal }) => ask<SearchAnswer>(pathWith('/v1/search', { q: wanted }), { signal }),
    enabled: wanted.length > 1,
    placeholderData: keepPreviousData,
    retry: false,
  });
  return useMemo(() => {
    const words = typed.trim().toLowerCase();
    const pages = navigation
      .flatMap(({ items }) => items)
      .filter(({ label, words: more }) => `${label} ${more}`.toLowerCase().includes(words))
      .map(({ to, label, icon: Icon }): Hit => ({
        key: to,
        label,
        beside: null,
        icon: <Icon aria-hidden />,
        go: () => (onDone(), void navigate({ to })),
      }));
    const documents = (wanted.length > 1 ? (data?.found ?? []) : []).map(({ flow, kind, id, number, party, gross, currency }): Hit => ({
      key: `${flow} ${kind} ${id}`,
      label: [kindLabel(kind), recordName({ number, id, party }, locale), party].filter((part) => part !== null).join(' · '),
      beside: gross !== null && currency !== null ? <Money amount={gross} currency={currency} /> : null,
      icon: <FileText aria-hidden />,
      go: () => (onDone(), void navigate({ to: '/documents/$flow/$kind/$id', params: { flow, kind, id } })),
    }));
    return [...documents, ...pages];
  }, [typed, wanted, data, locale, navigate, onDone]);
}
