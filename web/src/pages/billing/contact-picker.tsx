import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { clsx } from 'clsx';
import { useId, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { ask, pathWith } from '../../api.ts';
import { Input } from '../../parts/field.tsx';
import { FormError } from '../../parts/states.tsx';
import { makesContact } from './deeds.ts';
import { useContacts } from './queries.ts';
import type { Page, ShownContact } from './records.ts';

interface ContactPickerProps {
  readonly value: string | null;
  readonly onChange: (contact: string | null) => void;
  /** What `Field` ties it by. */
  readonly id: string;
}

/** Null: to make one of what is typed. */
type Choice = ShownContact | null;

/** Finds a contact by a part of its name, e-mail address or tax number; one that is new is made on the way. */
export function ContactPicker({ value, onChange, id }: ContactPickerProps): ReactNode {
  const listId = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const [at, setAt] = useState(0);
  const [ids, setIds] = useState([value]);
  if (ids[0] !== value) setIds([value]);
  const chosen = useContacts(ids).get(value ?? '') ?? null;
  const found = useFound(typed);
  const add = useAdd((contact) => choose(contact));
  const text = typed ?? '';
  const choices: readonly Choice[] =
    typed === null ? [] : [...found, ...(text.trim() === '' || found.some(({ name }) => name === text.trim()) ? [] : [null])];
  const choose = (choice: Choice): void => {
    if (choice === null) return add.mutate(text.trim());
    onChange(choice.id);
    setTyped(null);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const choice = choices[at];
    if (event.key === 'Escape' && typed !== null) event.stopPropagation();
    if (event.key === 'Escape') setTyped(null);
    if (event.key === 'ArrowDown') setAt((before) => Math.min(before + 1, choices.length - 1));
    if (event.key === 'ArrowUp') setAt((before) => Math.max(before - 1, 0));
    if (event.key === 'Enter' && choice !== undefined) choose(choice);
    if (['ArrowDown', 'ArrowUp', 'Enter'].includes(event.key)) event.preventDefault();
  };
  const isOpen = choices.length > 0;
  return (
    <div className="relative">
      <Input
        id={id}
        role="combobox"
        aria-expanded={isOpen}
        aria-controls={listId}
        aria-autocomplete="list"
        {...(isOpen ? { 'aria-activedescendant': `${listId}-${at}` } : {})}
        autoComplete="off"
        dir="auto"
        placeholder="Find by name, e-mail or tax number…"
        value={typed ?? chosen?.name ?? ''}
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(0);
          if (event.target.value === '') onChange(null);
        }}
        onFocus={(event) => event.target.select()}
        onBlur={() => setTyped(null)}
        onKeyDown={onKeyDown}
      />
      <Choices id={listId} choices={choices} at={at} typed={text.trim()} onAt={setAt} onChoose={choose} />
      <div className="mt-2 empty:hidden">{add.error !== null && <FormError error={add.error} />}</div>
    </div>
  );
}

interface ChoicesProps {
  readonly id: string;
  readonly choices: readonly Choice[];
  readonly at: number;
  readonly typed: string;
  readonly onAt: (at: number) => void;
  readonly onChoose: (choice: Choice) => void;
}

function Choices({ id, choices, at, typed, onAt, onChoose }: ChoicesProps): ReactNode {
  return (
    <ul
      id={id}
      role="listbox"
      aria-label="Contacts"
      className={clsx(
        'absolute inset-x-0 top-full z-40 mt-1 max-h-72 overflow-y-auto rounded-xl border border-line bg-surface p-1 shadow-float',
        choices.length === 0 && 'hidden',
      )}
    >
      {choices.map((choice, index) => (
        <li
          key={choice === null ? 'make' : choice.id}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === at}
          // The press must not take the focus away, or the list would be gone before it is chosen.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(choice)}
          onMouseEnter={() => onAt(index)}
          className={clsx('cursor-pointer rounded-lg px-2.5 py-1.5 text-sm', index === at && 'bg-sunken')}
        >
          {choice === null ? (
            <>
              Make <strong dir="auto">{typed}</strong>
            </>
          ) : (
            <span dir="auto">
              {choice.name} <span className="text-faint">{choice.email ?? choice.taxNumber ?? ''}</span>
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

function useFound(typed: string | null): readonly ShownContact[] {
  const search = (typed ?? '').trim();
  const { data } = useQuery({
    queryKey: ['billing', 'contacts', 'found', search],
    queryFn: async ({ signal }) =>
      (await ask<Page<ShownContact>>(pathWith('/v1/contacts', { search, order: 'newest', limit: 20 }), { signal })).records,
    enabled: typed !== null,
    placeholderData: keepPreviousData,
  });
  return (data ?? []).filter(({ state }) => state === 'active').slice(0, 8);
}

function useAdd(onAdded: (contact: ShownContact) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationKey: makesContact,
    mutationFn: (name: string) => ask<ShownContact>('/v1/contacts', { method: 'POST', body: { name } }),
    onSuccess: (contact) => {
      onAdded(contact);
      void queries.invalidateQueries({ queryKey: ['billing', 'contacts'] });
    },
  });
}
