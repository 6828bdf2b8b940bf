import type { Day } from '../core/day.ts';
import type { Amount } from '../core/decimal.ts';
import type { Account, AnyRecord, Kind, Organisation, TaxRate } from '../core/records.ts';
import type { WriteAbility } from '../core/ability.ts';
import type { Mapping } from '../mapping/mapping.ts';
import type { KeyName } from './desire.ts';

/** What booking may know beside the record itself. Passed in; booking asks nobody. */
export interface BookingContext {
  readonly organisation: string;
  readonly agreement: string;
  /** 'ledger': documents get accounts and tax codes. 'platform': they arrive in a platform as they are. */
  readonly targetRole: 'ledger' | 'platform';
  readonly mapping: Mapping;
  readonly startsOn: Day;
  /** Today in the organisation's zone. */
  readonly today: Day;
  readonly ledger: {
    readonly organisation: Organisation | null;
    readonly accounts: readonly Account[];
    readonly taxRates: readonly TaxRate[];
  };
  readonly abilities: { readonly [K in Kind]?: WriteAbility };
  /** The target's id of a source record's part, when it is there; null while it is not. */
  linked(name: KeyName, part?: string): Linked | null;
  /** What we last asked for as a part of this record, and what the target last showed of it; null when there is none. */
  asked(part: string): AnyRecord | null;
  seen(part: string): AnyRecord | null;
  /** Another record of the source that this one names, as it was last shown; null when it never was. */
  shown?(name: KeyName): AnyRecord | null;
  /** The percentage of a tax rate of the source, as a rule of the mapping may ask for it; null where the source does not say. */
  sourcePercent?(rate: string): Amount | null;
  /** True when that key will never be in the target (excluded), so that waiting for it would be for ever. */
  isExcluded(name: KeyName): boolean;
  /** True while a write of ours to the source has left and is not answered: what the source shows may be ours, and not yet known for it. */
  readonly isUnderWay?: boolean;
  /** True while a person has to say which document of the target that key is: then its money may be there as well. */
  isDoubted(name: KeyName): boolean;
  /** True for a contact of the target that is archived and was not merged into another: it takes no new documents. */
  isArchived(contact: string): boolean;
}

export interface Linked {
  readonly kind: Kind;
  readonly id: string;
}

/** The contact that stands for all documents without a customer: a record of ours, not of the source. */
export const counterSale = 'counter-sale';

/** The contact that stands for a payment processor: a record of ours as well, named by the mapping. */
export const processorContact = 'processor';
