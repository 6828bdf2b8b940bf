import type { Command } from 'commander';
import type { AddCommand } from './program.ts';
import { Complaint, complain, folderOf, globalsOf } from './run.ts';

interface Options {
  readonly host: string;
  readonly port: string;
  readonly publicUrl?: string;
  readonly idle: string;
  readonly workers: string;
}

export const addServe: AddCommand = (program, means, done) => {
  program
    .command('serve')
    .description('run the server: pages, webhooks, API and the work itself, until it is stopped')
    .option('--port <number>', 'where to listen; 0 takes a free one', '8484')
    .option('--host <address>', 'on which address; only this machine reaches the one that is usual', '127.0.0.1')
    .option('--public-url <url>', 'the address under which others reach it, behind a proxy that speaks TLS')
    .option('--idle <seconds>', 'how often to look for work that nobody announced', '1')
    .option('--workers <number>', 'how many workers in this process', '1')
    .action(async (options: Options, command: Command) => {
      const globals = globalsOf(command);
      const { terminal } = means;
      const dataFolder = folderOf(means, globals);
      try {
        const running = await means.serverOf(dataFolder);
        if (running !== null)
          throw new Complaint(
            `A Tieout server already runs on ${dataFolder} (process ${running.pid}, ${running.address}): stop it first, or choose another data folder.`,
          );
        const office = await means.open({
          dataFolder,
          organisation: globals.organisation ?? null,
          by: globals.by ?? means.person,
          role: 'server',
        });
        try {
          const serving = await means.serve(office, dataFolder, {
            host: options.host,
            port: numberOf(options.port, '--port'),
            publicUrl: options.publicUrl ?? null,
            idleSeconds: numberOf(options.idle, '--idle'),
            workers: numberOf(options.workers, '--workers'),
            note: (text) => terminal.err(`${text}\n`),
          });
          const { address, pid } = serving;
          terminal.out(
            globals.json === true
              ? `${JSON.stringify({ address, pid, place: office.place })}\n`
              : `Tieout listens at ${address} (process ${pid}); the books are in ${office.place}.\nStop it with Ctrl-C.\n`,
          );
          if (means.interrupted.aborted) serving.stop();
          means.interrupted.addEventListener('abort', () => serving.stop(), { once: true });
          await serving.done;
          if (globals.json !== true) terminal.out('Stopped. What is due stays due.\n');
          done(0);
        } finally {
          await office.close();
        }
      } catch (error) {
        complain(means, error);
        done(1);
      }
    });
};

function numberOf(text: string, option: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new Complaint(`${option} takes a whole number, and '${text}' is none.`);
  return Number(text);
}
