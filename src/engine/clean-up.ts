import { fingerprint } from '../core/fingerprint.ts';
import { initialsOf, isCommonStart, ownDomain, plainTaxNumber, tellingWords } from './clean-up-names.ts';

/** A contact of either side, as far as it tells whether another one is the same. */
export interface Party {
  readonly id: string;
  readonly side: 'source' | 'target';
  readonly name: string;
  readonly email: string | null;
  readonly taxNumber: string | null;
  readonly hasAddress: boolean;
  readonly documents: number;
  /** The ledger's contact that a contact of the source goes to already. */
  readonly linkedTo: string | null;
}

export type Strength = 'certain' | 'likely' | 'possible';

/** Contacts that are probably one, or one that lacks what the ledger wants. Nothing happens before a person decides. */
export interface CleanUpProposal {
  readonly proposal: string;
  readonly what: 'duplicates' | 'incomplete';
  readonly why: string;
  readonly strength: Strength;
  /** The one that stays: the ledger's, or the one with most documents. */
  readonly survivor: string | null;
  readonly contacts: readonly Party[];
}

/** At most so many of each sort are shown; with more, the data is to be mended at the source. */
const mostShown = 200;

export function proposeCleanUps(parties: readonly Party[]): readonly CleanUpProposal[] {
  const duplicates = groupsOf(parties)
    .flatMap(proposalOf)
    .toSorted((a, b) => order.indexOf(a.strength) - order.indexOf(b.strength) || documentsIn(b) - documentsIn(a));
  const lacking = parties
    .filter((party) => party.side === 'source' && party.documents > 0 && party.email === null && !party.hasAddress)
    .toSorted((a, b) => b.documents - a.documents);
  return [...duplicates.slice(0, mostShown), ...lacking.slice(0, mostShown).map(incomplete)];
}

const order: readonly Strength[] = ['certain', 'likely', 'possible'];
const documentsIn = ({ contacts }: CleanUpProposal): number => contacts.reduce((sum, { documents }) => sum + documents, 0);

const incomplete = (party: Party): CleanUpProposal => ({
  proposal: nameOf('incomplete', [party]),
  what: 'incomplete',
  why: `${party.name} has neither an e-mail address nor an address: the ledger can send it nothing.`,
  strength: 'certain',
  survivor: null,
  contacts: [party],
});

const nameOf = (what: string, parties: readonly Party[]): string =>
  fingerprint([what, ...parties.map(({ side, id }) => `${side} ${id}`).toSorted()]).slice(0, 24);

interface Evidence {
  readonly pair: readonly [Compared, Compared];
  readonly why: string;
  readonly strength: Strength;
}

interface Compared {
  readonly party: Party;
  readonly words: readonly string[];
  readonly name: string;
  readonly tax: string | null;
  readonly domain: string | null;
  readonly email: string | null;
}

interface Group {
  readonly parties: readonly Party[];
  readonly evidence: readonly Evidence[];
}

function proposalOf({ parties, evidence }: Group): readonly CleanUpProposal[] {
  const sources = parties.filter(({ side }) => side === 'source');
  const targets = parties.filter(({ side }) => side === 'target').toSorted((a, b) => b.documents - a.documents);
  const [first] = sources;
  if (first === undefined) return [];
  // What has become documents of two contacts of the ledger is for the ledger's people to merge: their merge is followed.
  const homes = new Set(sources.flatMap(({ linkedTo }) => linkedTo ?? []));
  if (homes.size > 1 || (homes.size === 1 && sources.every(({ linkedTo }) => linkedTo !== null))) return [];
  const [home] = homes;
  const target = targets.find(({ id }) => id === home) ?? targets[0];
  // One contact on each side under one name finds its way by itself.
  if (sources.length === 1 && targets.length === 1 && isPlainlySame(first, target)) return [];
  const survivor = target ?? sources.toSorted((a, b) => b.documents - a.documents || saying(b) - saying(a))[0] ?? first;
  const strength = order.findLast((level) => evidence.some((each) => each.strength === level)) ?? 'possible';
  const why = [...new Set(evidence.map((each) => each.why))].join(' ');
  const contacts = [survivor, ...parties.filter((party) => party !== survivor)];
  return [{ proposal: nameOf('duplicates', parties), what: 'duplicates', why, strength, survivor: survivor.id, contacts }];
}

const isPlainlySame = (a: Party, b: Party | undefined): boolean =>
  b !== undefined &&
  a.name.trim().toLowerCase() === b.name.trim().toLowerCase() &&
  (a.email === null || b.email === null || a.email === b.email);

const saying = ({ email, taxNumber, hasAddress }: Party): number => [email !== null, taxNumber !== null, hasAddress].filter(Boolean).length;

/** Joins what evidence holds together, the surest first; never two that have different tax numbers. */
function groupsOf(parties: readonly Party[]): readonly Group[] {
  const compared = parties.map(comparedOf);
  const evidence = [...evidenceAmong(compared)].toSorted((a, b) => order.indexOf(a.strength) - order.indexOf(b.strength));
  const groupOf = new Map<Compared, { readonly members: Set<Compared>; readonly evidence: Evidence[] }>();
  const joined = (one: Compared) => groupOf.get(one) ?? { members: new Set([one]), evidence: [] };
  for (const each of evidence) {
    const [a, b] = [joined(each.pair[0]), joined(each.pair[1])];
    if (a === b) continue;
    const members = new Set([...a.members, ...b.members]);
    const numbers = new Set([...members].flatMap(({ tax }) => tax ?? []));
    if (numbers.size > 1) continue;
    const group = { members, evidence: [...a.evidence, ...b.evidence, each] };
    for (const member of members) groupOf.set(member, group);
  }
  return [...new Set(groupOf.values())].map((group) => ({
    parties: [...group.members].map(({ party }) => party),
    evidence: group.evidence,
  }));
}

function comparedOf(party: Party): Compared {
  const words = tellingWords(party.name);
  return {
    party,
    words,
    name: words.join(' '),
    tax: plainTaxNumber(party.taxNumber),
    domain: ownDomain(party.email),
    email: party.email?.trim().toLowerCase() || null,
  };
}

function evidenceAmong(all: readonly Compared[]): readonly Evidence[] {
  const equalBy = (
    keyOf: (one: Compared) => string | null,
    evidence: (a: Compared, b: Compared) => Evidence | null,
  ): readonly Evidence[] => {
    const first = new Map<string, Compared>();
    return all.flatMap((one) => {
      const key = keyOf(one);
      if (key === null) return [];
      const before = first.get(key);
      if (before === undefined) first.set(key, one);
      const found = before === undefined ? null : evidence(before, one);
      return found === null ? [] : [found];
    });
  };
  return [
    ...equalBy(
      ({ tax }) => tax,
      (a, b) => ({ pair: [a, b], strength: 'certain', why: `${both(a, b)} have the same tax number.` }),
    ),
    ...equalBy(
      ({ email }) => email,
      (a, b) => ({ pair: [a, b], strength: 'certain', why: `${both(a, b)} have the same e-mail address.` }),
    ),
    ...equalBy(
      ({ words }) => words.toSorted().join(' '),
      (a, b) => ({ pair: [a, b], strength: isPrivatelyOther(a, b) ? 'possible' : 'likely', why: `${both(a, b)} have the same name.` }),
    ),
    ...equalBy(
      ({ domain, words }) => (domain === null ? null : `${domain} ${words[0] ?? ''}`),
      (a, b) => ({ pair: [a, b], strength: 'likely', why: `${both(a, b)} have a name alike and addresses at ${a.domain ?? ''}.` }),
    ),
    ...shortNames(all),
    ...oneWordMore(all),
  ];
}

const both = (a: Compared, b: Compared): string => `${a.party.name} and ${b.party.name}`;

/** A company may end with a dot of its own: "Inc." */
const sentence = (text: string): string => (text.endsWith('.') ? text : `${text}.`);

/** Two people of one name who write from addresses of their own are perhaps two people. */
const isPrivatelyOther = (a: Compared, b: Compared): boolean =>
  a.email !== null && b.email !== null && a.email !== b.email && a.domain !== b.domain;

/** Businesses with addresses of their own under different names are two, whatever they are called. */
const areApart = (a: Compared, b: Compared): boolean => a.domain !== null && b.domain !== null && a.domain !== b.domain;

/** One-word names that abbreviate or begin exactly one longer name: AWS and Amazon.com beside Amazon Web Services. */
function shortNames(all: readonly Compared[]): readonly Evidence[] {
  const longer = all.filter(({ words }) => words.length > 1);
  const byInitials = onlyNames(Map.groupBy(longer, ({ words }) => initialsOf(words)));
  const byFirst = onlyNames(Map.groupBy(longer, ({ words }) => words[0] ?? null));
  return all.flatMap((one): readonly Evidence[] => {
    const [word] = one.words;
    if (word === undefined || one.words.length > 1) return [];
    const long = byInitials.get(word);
    const begun = isCommonStart(word) ? undefined : byFirst.get(word);
    return [
      ...(long && !areApart(one, long)
        ? [{ pair: [long, one] as const, strength: 'likely' as const, why: sentence(`${one.party.name} abbreviates ${long.party.name}`) }]
        : []),
      ...(begun && !areApart(one, begun)
        ? [
            {
              pair: [begun, one] as const,
              strength: 'possible' as const,
              why: sentence(`${begun.party.name} begins with ${one.party.name}`),
            },
          ]
        : []),
    ];
  });
}

/** A name of three words or more that another has, too, and one word beside them; a number tells places and years apart. */
function oneWordMore(all: readonly Compared[]): readonly Evidence[] {
  const known = onlyNames(Map.groupBy(all, ({ name, words }) => (words.length < 2 ? null : name)));
  const extended = all.flatMap((one) =>
    one.words.flatMap((word, place) => {
      const rest = one.words.toSpliced(place, 1);
      const shorter = rest.length < 2 || /\p{N}/u.test(word) ? undefined : known.get(rest.join(' '));
      return shorter === undefined ? [] : [{ one, shorter }];
    }),
  );
  // Two that both say more than the third are branches of it, and none of them is it.
  const bySorter = Map.groupBy(extended, ({ shorter }) => shorter.name);
  return [...bySorter.values()].flatMap((some): readonly Evidence[] => {
    const [only] = some;
    if (only === undefined || new Set(some.map(({ one }) => one.name)).size > 1 || areApart(only.one, only.shorter)) return [];
    const { one, shorter } = only;
    return [{ pair: [shorter, one], strength: 'possible', why: `${one.party.name} is ${shorter.party.name} with a word more.` }];
  });
}

/** Of each key the contact that has it, where all that have it share one name. */
function onlyNames(groups: ReadonlyMap<string | null, readonly Compared[]>): ReadonlyMap<string, Compared> {
  const only = new Map<string, Compared>();
  for (const [key, members] of groups) {
    const [first] = members;
    if (key !== null && first !== undefined && new Set(members.map(({ name }) => name)).size === 1) only.set(key, first);
  }
  return only;
}
