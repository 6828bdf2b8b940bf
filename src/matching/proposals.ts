import type { Stage } from './rows.ts';

/** An explanation of lines by items, by their numbers on the sheet. Amounts beside each item are what it would be settled by. */
export interface Proposal {
  readonly by: Stage;
  readonly lines: readonly number[];
  readonly items: readonly number[];
  readonly minors: readonly number[];
  /** How likely it is that this is wrong, from 0 to 1. */
  readonly doubt: number;
  /** Other explanations that are as good. */
  readonly rivals: number;
  /** What of the doubt is the next best explanation. */
  readonly runnerUp: number;
}

/** One line by one item: what most explanations are. */
export interface Single {
  readonly by: Stage;
  readonly line: number;
  readonly item: number;
  readonly minor: number;
  readonly doubt: number;
  readonly rivals: number;
  readonly runnerUp: number;
}

/** Explanations in columns: a million of them as objects took more time to keep than to find. */
export interface Proposals {
  count: number;
  by: Uint8Array;
  doubt: Float64Array;
  rivals: Int32Array;
  runnerUp: Float64Array;
  /** Where the lines and the parts of each begin; one more than there are. */
  linesFrom: Int32Array;
  partsFrom: Int32Array;
  lines: Int32Array;
  items: Int32Array;
  minors: Float64Array;
}

const stages: readonly Stage[] = [
  'reference',
  'referencePart',
  'referenceFee',
  'bundle',
  'counterparty',
  'fee',
  'several',
  'parts',
  'amount',
  'exchange',
  'transfer',
];
const stageNumbers = new Map(stages.map((stage, at) => [stage, at]));

/** None yet, and room for so many of one line and one item each; more of them make more room. */
export const noProposals = (room: number): Proposals => ({
  count: 0,
  by: new Uint8Array(room),
  doubt: new Float64Array(room),
  rivals: new Int32Array(room),
  runnerUp: new Float64Array(room),
  linesFrom: new Int32Array(room + 1),
  partsFrom: new Int32Array(room + 1),
  lines: new Int32Array(room),
  items: new Int32Array(room),
  minors: new Float64Array(room),
});

export const empty = (all: Proposals): void => keepFirst(all, 0);

/** Forgets those that came after the first so many. */
export const keepFirst = (all: Proposals, many: number): void => {
  all.count = many;
};

export function propose(into: Proposals, { by, lines, items, minors, doubt, rivals, runnerUp }: Proposal): void {
  begin(into, lines.length, items.length);
  const line = into.linesFrom[into.count] ?? 0;
  const part = into.partsFrom[into.count] ?? 0;
  for (let at = 0; at < lines.length; at += 1) into.lines[line + at] = lines[at] ?? 0;
  for (let at = 0; at < items.length; at += 1) {
    into.items[part + at] = items[at] ?? 0;
    into.minors[part + at] = minors[at] ?? 0;
  }
  into.by[into.count] = stageNumbers.get(by) ?? 0;
  end(into, doubt, rivals, runnerUp);
}

export function proposeOne(into: Proposals, { by, line, item, minor, doubt, rivals, runnerUp }: Single): void {
  begin(into, 1, 1);
  const part = into.partsFrom[into.count] ?? 0;
  into.lines[into.linesFrom[into.count] ?? 0] = line;
  into.items[part] = item;
  into.minors[part] = minor;
  into.by[into.count] = stageNumbers.get(by) ?? 0;
  end(into, doubt, rivals, runnerUp);
}

export function copyProposal(into: Proposals, from: Proposals, at: number): void {
  const firstLine = from.linesFrom[at] ?? 0;
  const firstPart = from.partsFrom[at] ?? 0;
  const lines = (from.linesFrom[at + 1] ?? 0) - firstLine;
  const parts = (from.partsFrom[at + 1] ?? 0) - firstPart;
  begin(into, lines, parts);
  const line = into.linesFrom[into.count] ?? 0;
  const part = into.partsFrom[into.count] ?? 0;
  for (let each = 0; each < lines; each += 1) into.lines[line + each] = from.lines[firstLine + each] ?? 0;
  for (let each = 0; each < parts; each += 1) {
    into.items[part + each] = from.items[firstPart + each] ?? 0;
    into.minors[part + each] = from.minors[firstPart + each] ?? 0;
  }
  into.by[into.count] = from.by[at] ?? 0;
  end(into, from.doubt[at] ?? 0, from.rivals[at] ?? 0, from.runnerUp[at] ?? 0);
}

/** Leaves those that are to be kept, in their order. */
export function keepOnly(all: Proposals, isKept: (at: number) => boolean): void {
  const many = all.count;
  empty(all);
  // What is written stands before what is still to be read.
  for (let at = 0; at < many; at += 1) if (isKept(at)) copyProposal(all, all, at);
}

export function proposalAt(all: Proposals, at: number): Proposal {
  if (at < 0 || at >= all.count) throw new RangeError(`there is no match ${at}: there are ${all.count}`);
  const [from, to] = [all.partsFrom[at], all.partsFrom[at + 1]];
  return {
    by: stages[all.by[at] ?? 0] ?? 'reference',
    lines: [...all.lines.subarray(all.linesFrom[at], all.linesFrom[at + 1])],
    items: [...all.items.subarray(from, to)],
    minors: [...all.minors.subarray(from, to)],
    doubt: all.doubt[at] ?? 0,
    rivals: all.rivals[at] ?? 0,
    runnerUp: all.runnerUp[at] ?? 0,
  };
}

/** Makes room for one more. */
function begin(into: Proposals, lines: number, parts: number): void {
  if (into.count === into.by.length) {
    const most = longer(into.count + 1);
    into.by = resized(into.by, new Uint8Array(most));
    into.doubt = resized(into.doubt, new Float64Array(most));
    into.rivals = resized(into.rivals, new Int32Array(most));
    into.runnerUp = resized(into.runnerUp, new Float64Array(most));
    into.linesFrom = resized(into.linesFrom, new Int32Array(most + 1));
    into.partsFrom = resized(into.partsFrom, new Int32Array(most + 1));
  }
  const line = into.linesFrom[into.count] ?? 0;
  const part = into.partsFrom[into.count] ?? 0;
  if (line + lines > into.lines.length) into.lines = resized(into.lines, new Int32Array(longer(line + lines)));
  if (part + parts > into.items.length) {
    into.items = resized(into.items, new Int32Array(longer(part + parts)));
    into.minors = resized(into.minors, new Float64Array(longer(part + parts)));
  }
  into.linesFrom[into.count + 1] = line + lines;
  into.partsFrom[into.count + 1] = part + parts;
}

function end(into: Proposals, doubt: number, rivals: number, runnerUp: number): void {
  into.doubt[into.count] = doubt;
  into.rivals[into.count] = rivals;
  into.runnerUp[into.count] = runnerUp;
  into.count += 1;
}

const longer = (needed: number): number => needed * 2;

function resized<Column extends Uint8Array | Int32Array | Float64Array>(from: Column, into: Column): Column {
  into.set(from);
  return into;
}
