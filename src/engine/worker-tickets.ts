/** Who asks for a place in a pace, so that the places of a process that was killed need not wait for their time to run out. */
export interface WorkerTickets {
  /** A fresh ticket. It tells the machine, the process and the life of the process. */
  ticket(): string;
  /** True when the process that took it surely ended. Of other machines nothing is known, so theirs are never gone. */
  isGone(ticket: string): boolean;
}

export interface ThisProcess {
  readonly host: string;
  readonly pid: number;
  /** Differs in every process, for machines on which every process has the same number (containers). */
  readonly life: string;
  readonly isRunning: (pid: number) => boolean;
  /** A fresh id, without a slash. */
  readonly fresh: () => string;
}

export function workerTickets(me: ThisProcess): WorkerTickets {
  return {
    ticket: () => [me.host, String(me.pid), me.life, me.fresh()].join('/'),
    isGone: (ticket) => {
      const [host, pid, life] = ticket.split('/');
      if (host !== me.host || pid === undefined || life === me.life) return false;
      return Number(pid) === me.pid || !me.isRunning(Number(pid));
    },
  };
}
