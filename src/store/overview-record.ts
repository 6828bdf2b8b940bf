import type { Day } from '../core/day.ts';
import { amount } from '../core/decimal.ts';
import type { Recognised } from '../engine/overview-port.ts';

/** The columns by which a person recognises the record of a key, once `joinRecord` has joined it. */
export const recognisedColumns = `source_record.booked_on as day, coalesce(party.body ->> 'name', case source_record.kind when 'contact' then source_record.body ->> 'name' end) as party,
  trim_scale(source_record.gross)::text as gross, source_record.currency`;

/** Joins the source record behind a row that names a key of a flow, and that record's customer. */
export const joinRecord = (row: string): string =>
  `join flow on flow.organisation = ${row}.organisation and flow.flow = ${row}.flow
   left join record source_record on source_record.organisation = ${row}.organisation and source_record.connection = flow.source
     and source_record.kind = ${row}.kind and source_record.external_id = ${row}.external_id
   left join record party on party.organisation = ${row}.organisation and party.connection = flow.source and party.kind = 'contact'
     and party.external_id = source_record.body ->> 'contact'`;

export interface RecognisedRow {
  readonly number: string | null;
  readonly day: Day | null;
  readonly party: string | null;
  readonly gross: string | null;
  readonly currency: string | null;
}

export const recognisedOf = ({ number, day, party, gross, currency }: RecognisedRow): Recognised => ({
  number,
  day,
  party,
  gross: gross === null ? null : amount(gross),
  currency,
});
