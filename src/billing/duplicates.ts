import type { Contact } from '../core/records.ts';

/** What two contacts are compared by. Null keys compare with nothing. */
export interface ContactKeys {
  readonly email: string | null;
  readonly taxNumber: string | null;
  readonly name: string | null;
}

type Comparable = Pick<Contact, 'id' | 'name' | 'email' | 'taxNumber'>;

/** How sure it is that two contacts are one: certain by number or address, likely by name, possible by a part of the name. */
export type Strength = 'certain' | 'likely' | 'possible';

export interface Evidence {
  readonly contacts: readonly [string, string];
  readonly because: string;
  readonly strength: Strength;
}

/** Contacts that may be one, with the reasons. Nothing is merged before a person says so. */
export interface MergeProposal {
  /** The one that says most about itself; the first one among equals. */
  readonly survivor: string;
  readonly others: readonly string[];
  readonly evidence: readonly Evidence[];
  /** As sure as the weakest of the links that hold the group together. */
  readonly strength: Strength;
}

const legalWords = new Set(
  'ab ag as asa bv co company corp corporation cv eood eu eurl gbr gmbh group holding holdings inc incorporated international kg kk limited llc llp lp ltd mbh nv ohg oy oyj plc pte pty sa sarl sas se sl spa srl sro the ug uk usa'.split(
    ' ',
  ),
);
const webEndings = /(?<=[a-z0-9]{2})\.(com|net|org|io|co|eu|de|fr|uk|us|nl|at|ch|it|es)(\.[a-z]{2})?\b/g;

/** A name for comparing: 'Amazon Web Services, Inc.' is 'amazon web services', 'AMAZON.COM' is 'amazon', 'Müller & Söhne KG' is 'muller and sohne'. */
export function normaliseName(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('&', ' and ')
    .replaceAll(webEndings, ' ');
  const words = plain
    .replaceAll(/[.'’]/g, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  const telling = words.filter((word) => !legalWords.has(word));
  return (telling.length > 0 ? telling : words).join(' ');
}

export const keysOf = ({ name, email, taxNumber }: Pick<Contact, 'name' | 'email' | 'taxNumber'>): ContactKeys => ({
  email: nothingAsNull(email?.trim().toLowerCase()),
  taxNumber: nothingAsNull(taxNumber?.replaceAll(/[^\p{L}\p{N}]/gu, '').toUpperCase()),
  name: nothingAsNull(normaliseName(name)),
});

const nothingAsNull = (text: string | undefined): string | null => (text === undefined || text === '' ? null : text);

/** Groups contacts that may be one. Takes time in proportion to their number. */
export function proposeMerges(contacts: readonly Contact[]): readonly MergeProposal[] {
  const active = contacts.filter((contact) => contact.state === 'active');
  const evidence = evidenceAmong(active);
  const groups = new Map<string, string[]>();
  const rootOf = unite(evidence);
  for (const { id } of active) {
    const root = rootOf(id);
    groups.set(root, [...(groups.get(root) ?? []), id]);
  }
  const byId = new Map(active.map((contact) => [contact.id, contact]));
  const telling = (id: string) => tellingFields(byId.get(id));
  return [...groups]
    .filter(([, ids]) => ids.length > 1)
    .map(([root, ids]): MergeProposal => {
      const [survivor = root, ...others] = ids.toSorted((a, b) => telling(b) - telling(a));
      const own = evidence.filter((each) => rootOf(each.contacts[0]) === root);
      const strength = strengths.findLast((level) => own.some((each) => each.strength === level)) ?? 'possible';
      return { survivor, others, evidence: own, strength };
    });
}

const strengths: readonly Strength[] = ['certain', 'likely', 'possible'];

const tellingFields = (contact: Contact | undefined): number =>
  contact === undefined
    ? 0
    : [contact.email, contact.taxNumber, contact.phone, contact.address, contact.givenName, contact.familyName].filter(
        (field) => field !== null,
      ).length;

/** Only links that join something new are kept: ten equal names are nine links. */
function evidenceAmong(contacts: readonly Comparable[]): readonly Evidence[] {
  const keyed = contacts.map((contact) => ({ contact, keys: keysOf(contact) }));
  const equalBy = (what: string, strength: Strength, keyOf: (each: (typeof keyed)[number]) => string | null): readonly Evidence[] => {
    const first = new Map<string, Comparable>();
    return keyed.flatMap((each): readonly Evidence[] => {
      const key = keyOf(each);
      const before = key === null ? undefined : first.get(key);
      if (key !== null && before === undefined) first.set(key, each.contact);
      return before === undefined
        ? []
        : [{ contacts: [before.id, each.contact.id], because: `${what}: ${before.name} and ${each.contact.name}`, strength }];
    });
  };
  const all = [
    ...equalBy('the same tax number', 'certain', ({ keys }) => keys.taxNumber),
    ...equalBy('the same e-mail address', 'certain', ({ keys }) => keys.email),
    ...equalBy('the same name', 'likely', ({ keys }) => keys.name),
    ...equalBy('the same words in another order', 'likely', ({ keys }) => keys.name?.split(' ').toSorted().join(' ') ?? null),
    ...shortNames(keyed),
  ];
  const joined = new Set<string>();
  return all.filter(({ contacts: [a, b] }) => !joined.has(`${a} ${b}`) && joined.add(`${a} ${b}`));
}

/** One-word names that abbreviate or begin a longer one: AWS, Amazon.com and Amazon Web Services. */
function shortNames(keyed: readonly { readonly contact: Comparable; readonly keys: ContactKeys }[]): readonly Evidence[] {
  const short = new Map<string, Comparable>();
  for (const { contact, keys } of keyed)
    if (keys.name !== null && !keys.name.includes(' ') && !short.has(keys.name)) short.set(keys.name, contact);
  return keyed.flatMap(({ contact, keys }): readonly Evidence[] => {
    const words = keys.name?.split(' ') ?? [];
    if (words.length < 2) return [];
    const abbreviation = short.get(words.map((word) => word.slice(0, 1)).join(''));
    const beginning = (words[0] ?? '').length >= 4 ? short.get(words[0] ?? '') : undefined;
    return [
      ...(abbreviation
        ? [
            {
              contacts: [contact.id, abbreviation.id] as const,
              because: `${abbreviation.name} abbreviates ${contact.name}`,
              strength: 'likely' as const,
            },
          ]
        : []),
      ...(beginning
        ? [
            {
              contacts: [contact.id, beginning.id] as const,
              because: `${contact.name} begins with ${beginning.name}`,
              strength: 'possible' as const,
            },
          ]
        : []),
    ];
  });
}

/** Which group an id belongs to, named by one of its members. */
function unite(evidence: readonly Evidence[]): (id: string) => string {
  const parent = new Map<string, string>();
  const rootOf = (id: string): string => {
    let root = id;
    for (let next = parent.get(root); next !== undefined; next = parent.get(root)) root = next;
    if (root !== id) parent.set(id, root);
    return root;
  };
  for (const {
    contacts: [a, b],
  } of evidence)
    if (rootOf(a) !== rootOf(b)) parent.set(rootOf(b), rootOf(a));
  return rootOf;
}
