import { add, amount, compare, decimal, multiply, readDecimal, zero } from '../core/decimal.ts';
import type { Contact, TaxRate } from '../core/records.ts';
import { replaced } from './book.ts';
import type { ContactDraft, Kept } from './book.ts';
import { originOf } from './desk.ts';
import type { Desk, Rules } from './desk.ts';
import { keysOf } from './duplicates.ts';
import { Refusal } from './refusal.ts';

export const contactRules: Rules<'contact'> = {
  making: async (desk, drafts) => {
    const wary = drafts.filter((draft) => draft.evenIfSimilar !== true);
    const twins = twinFinder(wary.length === 0 ? [] : await desk.book.contactsLike(wary.map(keysOf)));
    return (draft) => {
      const twin = draft.evenIfSimilar === true ? null : twins.find(draft);
      if (twin)
        throw new Refusal('contact-exists', `${twin.name} (${twin.id})`, 'a contact with another name, e-mail address and tax number');
      const record: Contact = { kind: 'contact', id: desk.newId('contact'), ...fieldsOf(draft), state: 'active', mergedInto: null };
      twins.add(record);
      return desk.lay('contact', { record, ...originOf(draft), open: '0' });
    };
  },
  change: async (desk, kept, fields) => {
    if (kept.record.mergedInto !== null) throw new Refusal('contact-archived', `merged into ${kept.record.mergedInto}`);
    return desk.lay('contact', { ...kept, record: { ...kept.record, ...fieldsOf(replaced<ContactDraft>(kept.record, fields)) } });
  },
  remove: async (desk, kept) =>
    kept.record.state === 'archived' ? kept : desk.lay('contact', { ...kept, record: { ...kept.record, state: 'archived' } }),
};

/** Finds the active contact that shares a tax number, an e-mail address or a name with a draft. */
function twinFinder(alike: readonly Kept<'contact'>[]) {
  const byKey = new Map<string, Contact>();
  const textsOf = (contact: Pick<Contact, 'name' | 'email' | 'taxNumber'>) =>
    Object.entries(keysOf(contact)).flatMap(([key, text]) => (text === null ? [] : [`${key} ${text}`]));
  const remember = (contact: Contact) => textsOf(contact).forEach((text) => byKey.set(text, contact));
  for (const { record } of alike) if (record.state === 'active') remember(record);
  return {
    find: (draft: ContactDraft) =>
      textsOf(draft)
        .map((text) => byKey.get(text))
        .find((contact) => contact !== undefined) ?? null,
    add: remember,
  };
}

const fieldsOf = ({
  name,
  givenName,
  familyName,
  email,
  phone,
  taxNumber,
  address,
  isCustomer,
  isSupplier,
}: ContactDraft): ContactDraft => ({
  name,
  givenName,
  familyName,
  email,
  phone,
  taxNumber,
  address,
  isCustomer,
  isSupplier,
});

/** Archives one contact in favour of another. Documents keep the contact they were made out to. */
export function mergeContact(desk: Desk, from: string, into: string): Kept<'contact'> {
  const [loser, survivor] = [desk.need('contact', from, 'not-found'), desk.need('contact', into)];
  if (survivor.record.state === 'archived' || from === into)
    throw new Refusal('contact-archived', survivor.record.name, 'another, active contact');
  if (loser.record.mergedInto === into) return loser;
  return desk.lay('contact', { ...loser, record: { ...loser.record, state: 'archived', mergedInto: into } });
}

export const taxRateRules: Rules<'taxRate'> = {
  making: async (desk, drafts) => {
    await desk.load(
      'taxRate',
      drafts.map((draft) => draft.id),
    );
    return (draft) => {
      if (desk.see('taxRate', draft.id)) throw new Refusal('rate-exists', draft.id);
      const components = draft.components.map((part) => ({ ...part, percent: percentage(part.percent) }));
      const record: TaxRate = {
        kind: 'taxRate',
        id: draft.id,
        name: draft.name,
        percent: together(components),
        components,
        appliesTo: ['revenue'],
        state: 'active',
      };
      return desk.lay('taxRate', { record, ...originOf(draft), open: '0' });
    };
  },
  change: null,
  remove: null,
};

// There are taxes of more than the price; there is none of ten times as much.
const most = decimal('1000');

function percentage(text: string): string {
  const value = readDecimal(text);
  if (value === null || value.units < 0n || value.scale > 4 || compare(value, most) > 0)
    throw new Refusal('invalid-request', text, 'a percentage up to 1000 with at most 4 decimal places');
  return amount(value);
}

/** The percentage of all components together: 5 and a compound 10 are 15.5. */
function together(components: TaxRate['components']): string {
  let total = zero;
  for (const { percent, compound } of components) {
    const own = decimal(percent);
    const onTop = multiply(own, total);
    total = add(total, compound ? add(own, { units: onTop.units, scale: onTop.scale + 2 }) : own);
  }
  return amount(total);
}
