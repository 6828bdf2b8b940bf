import { faults } from './faults.ts';
import { childIn, refIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { customerKey } from './rows.ts';
import type { State } from './state.ts';

/** A person makes one customer of two: the first vanishes, and its documents are the other's from then on. */
export function mergeCustomers(state: State, from: string, into: string): string {
  const [gone, stays] = [state.rows.get('Customer', from), state.rows.get('Customer', into)];
  if (!gone) throw faults.notFound('Customer', from);
  if (!stays) throw faults.notFound('Customer', into);
  if (refIn(gone.body, 'CurrencyRef') !== refIn(stays.body, 'CurrencyRef'))
    throw faults.business('the customers have different currencies');
  for (const row of state.rows.by(customerKey(from))) state.change(row, withCustomer(row.body, from, into));
  state.remove(gone, { into });
  return into;
}

function withCustomer(body: Fields, from: string, into: string): Fields {
  const lines = body['Line'];
  const turned = Array.isArray(lines) ? lines.map((line: Fields) => journalLine(line, from, into)) : undefined;
  return {
    ...body,
    ...(body['CustomerRef'] !== undefined && { CustomerRef: { value: into } }),
    ...(turned !== undefined && { Line: turned }),
  };
}

function journalLine(line: Fields, from: string, into: string): Fields {
  const detail = childIn(line, 'JournalEntryLineDetail');
  const entity = childIn(detail, 'Entity');
  if (refIn(entity, 'EntityRef') !== from || entity['Type'] !== 'Customer') return line;
  return { ...line, JournalEntryLineDetail: { ...detail, Entity: { ...entity, EntityRef: { value: into } } } };
}
