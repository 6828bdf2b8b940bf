import { readFile } from 'node:fs/promises';
import { addDays, dayIn, firstDayOf, monthOf } from '../core/day.ts';
import { mappingEffect } from '../engine/mapping-effect.ts';
import type { DocumentChange, MappingEffect, MovementChange } from '../engine/mapping-effect.ts';
import { poll } from '../engine/poll.ts';
import { readMapping } from '../mapping/read.ts';
import { counted, figure, kindText, sum } from './figures.ts';
import { flowNamed } from './flows.ts';
import type { Page } from './office.ts';
import { recordName } from './record-name.ts';
import { Complaint } from './run.ts';
import type { Answer, Desk } from './run.ts';
import { indented, table, wrapped } from './table.ts';

export interface DiffOptions {
  readonly flow?: string;
  readonly month?: string;
}

/** How many documents are written out; all of them are in the JSON. */
const shownDocuments = 20;

export async function mappingDiff({ office, page, progress }: Desk, file: string, options: DiffOptions): Promise<Answer> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new Complaint(`The mapping file ${file} cannot be read: check its name and folder.`, { cause });
  });
  const read = readMapping(text);
  if ('problems' in read) throw new Complaint(`${file} cannot be used: see what is wrong with it with "tieout mapping check ${file}".`);
  const flow = await flowNamed({ office }, options.flow ?? null);
  const month = options.month ?? monthOf(addDays(firstDayOf(monthOf(dayIn(page.timeZone, office.clock.now()))), -1));
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) throw new Complaint(`A month is written like 2026-10, and not '${month}'.`);
  progress.show('reading both sides');
  await poll(office.engine, office.organisation, flow.source, flow.kinds);
  await poll(office.engine, office.organisation, flow.target, ['organisation', 'currency', 'taxRate', 'account']);
  progress.show(`booking ${month} by both versions`);
  const { engine, reading } = office;
  const effect = await mappingEffect({ engine, keysBetween: reading.keysBetween }, { ...flow, month, mapping: read.mapping });
  return { json: effect, text: (width) => effectLines(effect, file, width) };
}

function effectLines(effect: MappingEffect, file: string, page: Page): readonly string[] {
  const { flow, month, documents, changes, movements } = effect;
  const of = `${counted(documents, 'record', page)} of ${month} in ${flow}`;
  if (documents === 0) return wrapped(`There is no record of ${month} in ${flow}: name another month with --month.`, page.columns);
  if (changes.length === 0) return wrapped(`${file} books ${of} as the mapping of now does.`, page.columns);
  const left = changes.length - shownDocuments;
  return [
    ...wrapped(`${file} would book ${changes.length} of ${of} otherwise.`, page.columns),
    '',
    ...(movements.length === 0 ? ['No account would move by another figure.'] : movementTable(movements, page)),
    '',
    ...changes.slice(0, shownDocuments).flatMap((change) => changeLines(change, page)),
    ...(left > 0 ? [`… and ${left} more; --json shows them all.`] : []),
    '',
    ...wrapped(`${consequences(changes)} To accept it: tieout flows ${flow} --mapping ${file}`, page.columns),
  ];
}

const movementTable = (movements: readonly MovementChange[], page: Page): readonly string[] =>
  table(
    [
      { title: 'account', gives: true },
      { title: 'now', align: 'right', isExtra: true },
      { title: 'then', align: 'right', isExtra: true },
      { title: 'change', align: 'right' },
      { title: '' },
    ],
    movements.map(({ account, currency, before, after, change }) => [
      account,
      figure(before, currency, page),
      figure(after, currency, page),
      figure(change, currency, page),
      currency,
    ]),
    page.columns,
  );

function changeLines({ key, number, bookedOn, currency, gross, fields, outcome }: DocumentChange, page: Page): readonly string[] {
  const on = bookedOn === null ? '' : ` of ${bookedOn}`;
  const worth = currency === null || gross === null ? '' : `, ${sum(gross, currency, page)}`;
  const unnumbered = { ...key, number, day: bookedOn, party: null, gross, currency };
  const name = number === null ? recordName(unnumbered, page) : `${kindText(key.kind)} ${number}${on}${worth}`;
  return [
    ...wrapped(`${name}: ${outcome}`, page.columns),
    ...fields.flatMap(({ field, before, after }) => indented(`${field}: ${before} → ${after}`, page.columns)),
  ];
}

/** 'At once: 3 make it, 2 leave it as it is.' */
function consequences(changes: readonly DocumentChange[]): string {
  const counts = [...Map.groupBy(changes, ({ outcome }) => outcome)].map(([outcome, some]) => `${some.length} × ${outcome}`);
  const posted = changes.some(({ outcome }) => outcome === 'leave it as it is')
    ? ' What is posted already keeps its coding: that is the ledger’s.'
    : '';
  return `If it is accepted: ${counts.join(', ')}.${posted}`;
}
