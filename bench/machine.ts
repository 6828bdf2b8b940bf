import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';

/** What a figure was measured on: others may have used the machine at the same time. */
export const machineNow = () => ({
  cores: availableParallelism(),
  processor: cpus()[0]?.model ?? 'unknown',
  load: loadavg().map((each) => Math.round(each * 100) / 100),
});

/** Seconds of processor that a process and its children used so far, where the system tells (Linux); else null. */
export function cpuOfTree(root: number): number | null {
  try {
    const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    return all
      .map((name) => statOf(name))
      .reduce((sum, stat) => (stat && (stat.pid === root || stat.parent === root) ? sum + stat.seconds : sum), 0);
  } catch {
    return null;
  }
}

const ticksPerSecond = 100;

function statOf(pid: string): { readonly pid: number; readonly parent: number; readonly seconds: number } | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The program's name may hold spaces; it stands in parentheses. Times: own, then those of children that have ended.
    const [, parent, ...rest] = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const times = rest.slice(9, 13).map(Number);
    return { pid: Number(pid), parent: Number(parent), seconds: times.reduce((sum, ticks) => sum + ticks, 0) / ticksPerSecond };
  } catch {
    // It ended while we looked.
    return null;
  }
}

export const say = (text: string): void => console.error(`${new Date().toISOString().slice(11, 19)}  ${text}`);
