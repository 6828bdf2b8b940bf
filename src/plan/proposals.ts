/** One line that a person coded to another account in the ledger. `category` is what the source says of the line. */
export interface Recoding {
  /** The record and line, so that one edit that is told twice counts once. */
  readonly line: string;
  readonly category: string | null;
  readonly before: string;
  readonly after: string;
}

/** A rule of the mapping that people have shown by their own hands. */
export interface Proposal {
  readonly category: string | null;
  readonly before: string;
  readonly after: string;
  readonly times: number;
}

/** Law F41: as often as this, people meant it. */
const timesToPropose = 3;

/**
 * The mapping rules that equal recodings propose: a category of the source whose lines people move from one account to the same
 * other one. Where they move them to several accounts, nothing is proposed for that category: they decide line by line.
 */
export function proposals(recodings: readonly Recoding[]): readonly Proposal[] {
  const latest = [...new Map(recodings.map((recoding) => [recoding.line, recoding])).values()].filter(
    ({ before, after }) => before !== after,
  );
  const groups = Map.groupBy(latest, ({ category, before }) => JSON.stringify([category, before]));
  return [...groups.values()].flatMap((group): readonly Proposal[] => {
    const [first] = group;
    if (!first || group.length < timesToPropose || group.some(({ after }) => after !== first.after)) return [];
    const { category, before, after } = first;
    return [{ category, before, after, times: group.length }];
  });
}
