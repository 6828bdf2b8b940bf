import type { Terminal } from './office.ts';
import { length } from './table.ts';

/** One line that is drawn over itself while work goes on; nothing where nobody watches. */
export interface ProgressLine {
  /** `share` from 0 to 1 draws a bar. */
  show(text: string, share?: number | null): void;
  clear(): void;
}

export function progressLine(terminal: Terminal): ProgressLine {
  let drawn = false;
  return {
    show: (text, share = null) => {
      if (!terminal.isWatched) return;
      const bar = share === null ? '' : `${barOf(share)} `;
      const room = Math.max(terminal.columns - 1, 20);
      const line = `${bar}${text}`;
      terminal.err(`\r\u001B[2K${length(line) > room ? `${line.slice(0, room - 1)}…` : line}`);
      drawn = true;
    },
    clear: () => {
      if (drawn) terminal.err('\r\u001B[2K');
      drawn = false;
    },
  };
}

const barWidth = 20;

function barOf(share: number): string {
  const full = Math.round(Math.min(Math.max(share, 0), 1) * barWidth);
  return `${'█'.repeat(full)}${'░'.repeat(barWidth - full)}`;
}
