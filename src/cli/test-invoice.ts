import type { Command } from 'commander';
import { poll } from '../engine/poll.ts';
import type { Flow } from '../engine/ports.ts';
import { walkDocument } from '../engine/test-invoice.ts';
import type { Walk } from '../engine/test-invoice.ts';
import type { AddCommand } from './program.ts';
import { flowNamed } from './flows.ts';
import { Complaint, runInOffice } from './run.ts';
import type { Answer, Desk } from './run.ts';
import { table } from './table.ts';

export const addTestInvoice: AddCommand = (program, means, done) => {
  program
    .command('test-invoice [document]')
    .description('walk one document through, and compare every field with what the ledger then shows')
    .option('--flow <flow>', 'through which flow; the only one if left out')
    .action(async (document: string | undefined, options: { readonly flow?: string }, command: Command) =>
      done(await runInOffice(means, command, (desk) => walk(desk, document ?? null, options.flow ?? null))),
    );
};

async function walk(desk: Desk, named: string | null, flowName: string | null): Promise<Answer> {
  const { office, progress } = desk;
  const flow = await flowNamed(desk, flowName);
  progress.show(`reading ${flow.source}`);
  await poll(office.engine, office.organisation, flow.source);
  const [found] = await office.reading.walkable(office.organisation, flow.source, named);
  if (!found)
    throw new Complaint(
      named === null
        ? `${flow.source} shows no open invoice or credit note to walk through: make one first.`
        : `${flow.source} shows no open document '${named}': give its number as it stands there.`,
    );
  // A flow that is off learns to walk one document only; nothing else leaves in this mode.
  if (flow.mode === 'off' || flow.mode === 'shadow') await office.flows.setMode(flow, 'test');
  progress.show(`walking ${found.number ?? found.id} through ${flow.flow}`);
  const report = await walkDocument(office.engine, flow, found);
  const name = found.number ?? found.id;
  // People know a customer by the name, and the ledger by an id.
  const names = await contactNames(desk, flow, report.fields);
  const wrong = report.fields.filter(({ ok }) => !ok).length;
  return {
    json: { flow: flow.flow, document: name, ...report },
    isTrue: report.passed,
    text: (page) => [
      ...table(
        [{ title: 'field' }, { title: 'asked for', gives: true }, { title: 'in the ledger', gives: true }, { title: '' }],
        report.fields.map(({ field, asked, ledger, ok }) => [field, shownAs(asked, names), shownAs(ledger, names), ok ? 'pass' : 'FAIL']),
        page.columns,
      ),
      report.stopped !== null
        ? `${name} did not get there: ${report.stopped}. See tieout holds and tieout why ${name}.`
        : report.passed
          ? `${name}: all ${report.fields.length} fields are as they should be.${flow.mode === 'live' ? '' : ` Next: tieout flows ${flow.flow} --mode live.`}`
          : `${name}: ${wrong} of ${report.fields.length} fields differ from what was asked for.`,
    ],
  };
}

const shownAs = (value: string, names: ReadonlyMap<string, string>): string => names.get(value) ?? (value || '—');

async function contactNames({ office }: Desk, flow: Flow, fields: Walk['fields']): Promise<ReadonlyMap<string, string>> {
  const ids = fields.filter(({ field }) => field === 'customer').flatMap(({ asked, ledger }) => [asked, ledger]);
  const found = await office.engine.store.records(office.organisation, flow.target, 'contact', ids);
  return new Map(found.map(({ record }) => [record.id, 'name' in record ? record.name : record.id]));
}
