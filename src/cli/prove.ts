import type { Command } from 'commander';
import { poll } from '../engine/poll.ts';
import type { Flow } from '../engine/ports.ts';
import { proveFlow } from '../engine/prove-flow.ts';
import { provenChanges } from '../engine/proven-changes.ts';
import type { Period, Proof } from '../proof/proof.ts';
import type { AddCommand } from './program.ts';
import { sum, timeText } from './figures.ts';
import { areOff, flowNamed } from './flows.ts';
import { proofLines } from './proof-text.ts';
import { Complaint, runInOffice } from './run.ts';
import type { Answer, Desk } from './run.ts';

interface Options {
  readonly period?: string;
  readonly changes?: boolean;
  readonly all?: boolean;
}

export const addProve: AddCommand = (program, means, done) => {
  program
    .command('prove [flow]')
    .summary('both sides to the cent; each difference by record, with its cause (exit code 0 only if it ties out)')
    .description(
      'both sides to the cent; each difference by record, with its cause. Without a flow, every one that is not off. Exit code 0: each of them ties out; 1: one does not, or could not be read, or all are off. A flow that is off and named is compared, and the exit code is 1 also when both sides are equal: nobody keeps it up to date.',
    )
    .option('--period <months>', 'a month such as 2026-10, or months such as 2026-07..2026-09; everything if left out')
    .option('--all', 'every difference, and every account of every month')
    .option('--changes', 'what has changed in periods that were proven before, instead of a new proof')
    .action(async (name: string | undefined, options: Options, command: Command) =>
      done(
        await runInOffice(means, command, (desk) =>
          options.changes === true ? changes(desk, name ?? null) : prove(desk, name ?? null, options),
        ),
      ),
    );
};

const portsOf = ({ office }: Desk) => ({
  store: office.engine.store,
  proofs: office.proofs,
  clock: office.clock,
  chance: office.engine.chance,
  open: office.engine.open,
});

async function prove(desk: Desk, name: string | null, options: Options): Promise<Answer> {
  const all = await desk.office.flows.all();
  const flows = name === null && all.length > 0 ? all.filter(({ mode }) => mode !== 'off') : [await flowNamed(desk, name)];
  const period = periodOf(options.period);
  if (flows.length === 0) return nothingProven(all);
  await readBothSides(desk, flows);
  const proofs: Proof[] = [];
  for (const { organisation, flow } of flows) {
    desk.progress.show(`proving ${flow}`);
    proofs.push(await proveFlow(portsOf(desk), { organisation, flow, period }));
  }
  const isOff = flows.some(({ mode }) => mode === 'off');
  // What nobody keeps up to date may be equal, and the books are proven by that no more than by a flow that was left out.
  const tiesOut = !isOff && proofs.every((proof) => proof.tiesOut);
  const [only] = proofs;
  return {
    json: proofs.length === 1 && only ? { ...only, tiesOut, isOff } : { tiesOut, proofs },
    isTrue: tiesOut,
    text: (page) =>
      proofs.flatMap((proof, index) => [
        ...(index === 0 ? [] : ['', '']),
        ...proofLines(proof, page, options.all === true, flows[index]?.mode === 'off'),
      ]),
  };
}

/** Nothing that was compared differs, and that is no proof. */
function nothingProven(flows: readonly Flow[]): Answer {
  const name = flows[0]?.flow ?? '';
  const why = `Nothing was proven: ${areOff(flows)}. ${flows.length === 1 ? 'Name it' : 'Name one'} to prove it anyway, or switch it on: tieout flows ${name} --mode live`;
  return { json: { tiesOut: false, proofs: [], why }, isTrue: false, text: () => [why] };
}

/** A proof speaks of what was read, so both sides are read first; a side that cannot be read now proves nothing. */
async function readBothSides(desk: Desk, flows: readonly Flow[]): Promise<void> {
  const { engine } = desk.office;
  const sides = new Map(
    flows.flatMap(({ organisation, source, target }) => [source, target].map((connection) => [connection, organisation])),
  );
  for (const [connection, organisation] of sides) {
    desk.progress.show(`reading ${connection}`);
    try {
      await poll(engine, organisation, connection);
    } catch (cause) {
      const because = cause instanceof Error ? cause.message : String(cause);
      throw new Complaint(`'${connection}' could not be read, so nothing can be proven now: ${because}`);
    }
  }
}

function periodOf(text: string | undefined): Period | null {
  if (text === undefined) return null;
  const found = /^(\d{4}-(?:0[1-9]|1[0-2]))(?:\.\.(\d{4}-(?:0[1-9]|1[0-2])))?$/.exec(text);
  const [, fromMonth, throughMonth = fromMonth] = found ?? [];
  if (fromMonth === undefined || throughMonth === undefined || throughMonth < fromMonth)
    throw new Complaint(`'${text}' is not a period: write a month as 2026-10, or several as 2026-07..2026-09.`);
  return { fromMonth, throughMonth };
}

async function changes(desk: Desk, name: string | null): Promise<Answer> {
  const flow = await flowNamed(desk, name);
  const found = await provenChanges(portsOf(desk), flow);
  return {
    json: { changes: found },
    isTrue: found.length === 0,
    text: (page) =>
      found.length === 0
        ? ['Nothing has changed in the periods that were proven.']
        : found.flatMap(({ period, provenAt, figures, documents }) => [
            `${period}, proven ${timeText(provenAt, page)}, has changed:`,
            ...figures.map(
              (one) =>
                `  ${one.month} ${one.account} ${one.side}: ${sum(one.proven, one.currency, page)} was proven, now ${sum(one.now, one.currency, page)}`,
            ),
            ...documents.map(
              (one) =>
                `  ${one.number ?? one.id}: ${one.before ?? 'nothing'} → ${one.after ?? 'nothing'} (${one.side}, seen ${timeText(one.seenAt, page)}, by ${one.cause})`,
            ),
            '  To take note of it, prove the period again.',
          ]),
  };
}
