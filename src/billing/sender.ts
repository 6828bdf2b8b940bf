import type { Address } from '../core/records.ts';

/** What an organisation's invoices say of who sends them, beside its name. */
export interface SenderDetails {
  readonly address: Address | null;
  readonly taxNumber: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  /** Where to pay, in as many lines as it takes. */
  readonly payTo: string | null;
}

export interface SenderStore {
  /** Null until somebody has said it. */
  sender(organisation: string): Promise<SenderDetails | null>;
  keepSender(organisation: string, details: SenderDetails): Promise<void>;
}
