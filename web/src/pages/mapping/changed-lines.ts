export interface ChangedLine {
  readonly is: 'same' | 'gone' | 'new';
  readonly text: string;
  /** In the text that it is from. */
  readonly number: number;
}

/** The lines of two versions beside each other, by the longest sequence that they have in common. Mapping files have hundreds of lines. */
export function changedLines(before: string, after: string): readonly ChangedLine[] {
  const [old, young] = [before.split('\n'), after.split('\n')];
  const common = commonLengths(old, young);
  const lines: ChangedLine[] = [];
  let [at, to] = [0, 0];
  while (at < old.length || to < young.length) {
    const [gone, fresh] = [old[at], young[to]];
    if (gone !== undefined && gone === fresh) {
      lines.push({ is: 'same', text: gone, number: to });
      at += 1;
      to += 1;
    } else if (fresh === undefined || (gone !== undefined && (common[at + 1]?.[to] ?? 0) >= (common[at]?.[to + 1] ?? 0))) {
      lines.push({ is: 'gone', text: gone ?? '', number: at });
      at += 1;
    } else {
      lines.push({ is: 'new', text: fresh, number: to });
      to += 1;
    }
  }
  return lines;
}

/** How many lines the rests of both texts have in common, from each pair of places on. */
function commonLengths(old: readonly string[], young: readonly string[]): readonly (readonly number[])[] {
  const lengths = Array.from({ length: old.length + 1 }, () => Array.from({ length: young.length + 1 }, () => 0));
  for (let at = old.length - 1; at >= 0; at -= 1)
    for (let to = young.length - 1; to >= 0; to -= 1) {
      const row = lengths[at];
      if (row === undefined) continue;
      row[to] = old[at] === young[to] ? (lengths[at + 1]?.[to + 1] ?? 0) + 1 : Math.max(lengths[at + 1]?.[to] ?? 0, row[to + 1] ?? 0);
    }
  return lengths;
}
