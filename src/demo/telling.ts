import type { DemoWishes } from '../cli/office.ts';
import { wrapped } from '../cli/table.ts';

const labelWidth = 11;

/** One step of the story: a word, and what came of it. */
export function tell({ say, page }: Pick<DemoWishes, 'say' | 'page'>, label: string, text: string): void {
  const lines = wrapped(text, Math.max(page.columns - labelWidth, 20));
  lines.forEach((line, index) => say(`${(index === 0 ? label : '').padEnd(labelWidth)}${line}`));
}
