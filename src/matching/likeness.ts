/**
 * Payments as they left and as they arrived, where nothing is equal: the amount lost a fee or a currency, the memo its end. What is
 * learned from known pairs is how much each likeness says (Fellegi and Sunter, A Theory for Record Linkage, 1969); what is answered is how
 * sure each pair is, given every rival of both sides.
 */
export interface Memo {
  readonly day: number;
  readonly minor: number;
  readonly text: string;
}

export interface Likeness {
  /** Logarithms of how much likelier each step of amount and delay, and each share of equal text, is of a pair than of any two. */
  readonly amounts: readonly number[];
  readonly delays: readonly number[];
  readonly texts: readonly number[];
}

export interface Pair {
  readonly source: number;
  readonly target: number;
  /** From 0 to 1, given all rivals. */
  readonly sureness: number;
}

const furthestRatio = 0.14;
const [firstDay, lastDay] = [-2, 32];
const prefixLength = 3;

export function fitLikeness(pairs: readonly { readonly source: Memo; readonly target: Memo }[]): Likeness {
  const isOf = { amounts: counts(17), delays: counts(lastDay - firstDay + 1), texts: counts(11) };
  const byChance = { amounts: counts(17), delays: counts(lastDay - firstDay + 1) };
  const sources = pairs.map(({ source }) => source);
  const targets = pairs.map(({ target }) => target);
  eachCandidate(sources, targets, (source, target) => {
    const [a, b] = [sources[source], targets[target]];
    if (a === undefined || b === undefined) return;
    const into = source === target ? isOf : byChance;
    count(into.amounts, amountStep(a, b));
    count(into.delays, b.day - a.day - firstDay);
    if (source === target) count(isOf.texts, textStep(a.text, b.text));
  });
  const all = isOf.texts.reduce((sum, each) => sum + each, 0);
  return {
    amounts: ratios(isOf.amounts, byChance.amounts),
    delays: ratios(isOf.delays, byChance.delays),
    texts: isOf.texts.map((each) => Math.log(each / all)),
  };
}

/** The likeliest pairs, one to one, and how sure each of them is. */
export function pairUp(sources: readonly Memo[], targets: readonly Memo[], likeness: Likeness): readonly Pair[] {
  const edges: { readonly source: number; readonly target: number; weight: number }[] = [];
  const sharing = prefixShares(targets);
  eachCandidate(sources, targets, (source, target) => {
    const [a, b] = [sources[source], targets[target]];
    if (a === undefined || b === undefined) return;
    const shared = a.text.slice(0, equalStart(a.text, b.text));
    const score =
      (likeness.amounts[amountStep(a, b)] ?? 0) +
      (likeness.delays[b.day - a.day - firstDay] ?? 0) +
      (likeness.texts[textStep(a.text, b.text)] ?? 0) -
      Math.log((sharing.get(shared) ?? 1) / targets.length);
    edges.push({ source, target, weight: Math.exp(Math.min(score - Math.log(targets.length), 300)) });
  });
  balance(edges, sources.length, targets.length);
  const [isUsed, isTaken] = [new Uint8Array(sources.length), new Uint8Array(targets.length)];
  const pairs: Pair[] = [];
  for (const { source, target, weight } of edges.toSorted((a, b) => b.weight - a.weight || a.source - b.source || a.target - b.target)) {
    if (isUsed[source] === 1 || isTaken[target] === 1) continue;
    isUsed[source] = 1;
    isTaken[target] = 1;
    pairs.push({ source, target, sureness: weight });
  }
  return pairs;
}

interface Edge {
  readonly source: number;
  readonly target: number;
  weight: number;
}

// Each side has one partner or, now and then, none: weights are shared out by turns among the rivals of each side.
function balance(edges: readonly Edge[], sources: number, targets: number): void {
  const none = 0.02;
  for (let turn = 0; turn < 30; turn += 1) {
    const ofSource = new Float64Array(sources).fill(none);
    for (const { source, weight } of edges) ofSource[source] = (ofSource[source] ?? 0) + weight;
    for (const edge of edges) edge.weight /= Math.max(ofSource[edge.source] ?? 1, 1e-300);
    const ofTarget = new Float64Array(targets).fill(none);
    for (const { target, weight } of edges) ofTarget[target] = (ofTarget[target] ?? 0) + weight;
    for (const edge of edges) edge.weight /= Math.max(ofTarget[edge.target] ?? 1, 1e-300);
  }
  // The last turn was the targets'; where a source has rivals still, it is no surer than its share.
  const ofSource = new Float64Array(sources);
  for (const { source, weight } of edges) ofSource[source] = (ofSource[source] ?? 0) + weight;
  for (const edge of edges) edge.weight /= Math.max(ofSource[edge.source] ?? 1, 1);
}

/** Every two that begin alike, and are near in amount and day. */
function eachCandidate(sources: readonly Memo[], targets: readonly Memo[], call: (source: number, target: number) => void): void {
  const blocks = Map.groupBy(targets.keys(), (at) => targets[at]?.text.slice(0, prefixLength) ?? '');
  sources.forEach((a, source) => {
    for (const target of blocks.get(a.text.slice(0, prefixLength)) ?? []) {
      const b = targets[target];
      if (b === undefined || b.day - a.day < firstDay || b.day - a.day > lastDay) continue;
      if (Math.abs(Math.log(b.minor / a.minor)) <= furthestRatio) call(source, target);
    }
  });
}

// Equal to the unit, or nearly so, is a step of its own.
const amountStep = (a: Memo, b: Memo): number =>
  a.minor === b.minor ? 0 : 1 + Math.min(15, Math.floor((Math.abs(Math.log(b.minor / a.minor)) / furthestRatio) * 15));

const textStep = (a: string, b: string): number => Math.floor((10 * equalStart(a, b)) / Math.max(Math.min(a.length, b.length), 1));

function equalStart(a: string, b: string): number {
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at += 1;
  return at;
}

function prefixShares(of: readonly Memo[]): ReadonlyMap<string, number> {
  const shares = new Map<string, number>();
  for (const { text } of of)
    for (let at = 1; at <= text.length; at += 1) shares.set(text.slice(0, at), (shares.get(text.slice(0, at)) ?? 0) + 1);
  return shares;
}

const counts = (many: number): number[] => Array.from({ length: many }, () => 0.5);

function count(into: number[], at: number): void {
  into[at] = (into[at] ?? 0) + 1;
}

function ratios(isOf: readonly number[], byChance: readonly number[]): readonly number[] {
  const [all, others] = [isOf, byChance].map((list) => list.reduce((sum, each) => sum + each, 0));
  return isOf.map((each, at) => Math.log(each / (all ?? 1)) - Math.log((byChance[at] ?? 0.5) / (others ?? 1)));
}
