import type { Entity } from './entities.ts';
import { faults } from './faults.ts';
import { childIn, textIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { shapeOf, timeText } from './showing.ts';
import type { State } from './state.ts';

/** POST /invoice/155/send: it is marked as sent; nobody gets a letter. */
export function sendDocument(state: State, entity: Entity, id: string, to: string | null): Fields {
  const row = state.rows.get(entity.type, id);
  if (!row) throw faults.notFound(entity.type, id);
  const address = to ?? textIn(childIn(row.body, 'BillEmail'), 'Address');
  if (address === undefined) throw faults.missing('BillEmail');
  const sent = state.change(
    row,
    {
      ...row.body,
      BillEmail: { Address: address },
      EmailStatus: 'EmailSent',
      DeliveryInfo: { DeliveryType: 'Email', DeliveryTime: timeText(state, state.now()) },
    },
    'Emailed',
  );
  return shapeOf(state, entity, sent);
}
