import { exportAs } from '../proof/export.ts';
import type { ExportFormat } from '../proof/export.ts';
import { ledgerFacts } from './facts.ts';
import type { ProvePorts } from './prove-flow.ts';

export interface ExportAsked {
  readonly organisation: string;
  /** A connection to a ledger. */
  readonly connection: string;
  readonly format: ExportFormat;
}

/**
 * The books of a ledger as text, piece by piece, as Tieout sees them: all documents that move accounts, whoever made them. Never
 * more than some rows are in memory. Throws when the connection keeps no accounts.
 */
export async function* exportBooks(
  ports: Pick<ProvePorts, 'store' | 'proofs'>,
  { organisation, connection, format }: ExportAsked,
): AsyncGenerator<string> {
  const { organisation: company, accounts } = await ledgerFacts(ports.store, organisation, connection);
  if (company === null || accounts.length === 0) {
    throw new Error(
      `'${connection}' shows no chart of accounts, so there are no books to export; name a connection to a ledger that has been read.`,
    );
  }
  const { name, baseCurrency, currencies } = company;
  yield* exportAs[format]({ organisation: name, baseCurrency, currencies, accounts }, ports.proofs.documents({ organisation, connection }));
}
