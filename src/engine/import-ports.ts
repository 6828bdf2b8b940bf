import type { Amount } from '../core/decimal.ts';
import type { Instant } from '../core/day.ts';
import type { AnyRecord, Kind } from '../core/records.ts';
import type { ImportProfile } from '../mapping/import/profile.ts';
import type { Row, RowProblem } from '../mapping/import/row.ts';
import type { SetAside } from './import-problems.ts';
import type { Chance } from './ports.ts';

/** What an import needs from the world. */
export interface ImportPorts {
  /** Looks at a file as a whole, and reads its rows later. What is wrong with it comes as a value. */
  open(
    path: string,
    options: ImportProfile['file'],
    signal?: AbortSignal,
  ): Promise<{ readonly file: RowFile } | { readonly problem: RowProblem }>;
  readonly staging: Staging;
  readonly chance: Chance;
  now(): Instant;
}

export interface RowFile {
  readonly name: string;
  /** SHA-256 of the file. */
  readonly print: string;
  readonly bytes: number;
  rows(
    signal?: AbortSignal,
  ): AsyncIterable<{ readonly rows: readonly Row[]; readonly bytesRead: number } | { readonly problem: RowProblem }>;
}

export interface Staging {
  /** One transaction: what the work published becomes visible all at once when it resolves, and nothing of it when it rejects. */
  run<T>(scope: ImportScope, work: (stage: Stage) => Promise<T>): Promise<T>;
}

export interface ImportScope {
  readonly organisation: string;
  readonly connection: string;
}

export interface Stage {
  add(rows: readonly StagedRow[]): Promise<void>;
  /** The last row of each contact, as pages. */
  lastByContact(): AsyncIterable<readonly StagedRow[]>;
  /** All rows ordered by document and line, as pages. */
  byDocument(): AsyncIterable<readonly StagedRow[]>;
  /** Keeps records that are new or whose print has changed. A document that was of the other kind before is void there now. */
  publish(records: readonly Printed[]): Promise<Counts>;
  finish(file: ImportedFile): Promise<void>;
}

export interface StagedRow extends Row {
  readonly document: string;
  readonly contact: string | null;
}

export interface Printed {
  readonly record: AnyRecord;
  readonly print: string;
}

export interface Counts {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
}

export interface ImportedFile {
  readonly import: string;
  readonly name: string;
  readonly print: string;
  readonly importedAt: Instant;
  readonly rows: number;
  readonly counts: { readonly [K in Kind]?: Counts };
  /** Per currency: invoices less credit notes, gross, exact. */
  readonly totals: Readonly<Record<string, Amount>>;
  readonly setAside: readonly SetAside[];
  /** What a person may want to know although nothing is wrong with it. */
  readonly remarks: readonly string[];
}

export type ImportProgress =
  | { readonly doing: 'reading'; readonly bytesRead: number; readonly bytes: number; readonly rows: number }
  | { readonly doing: 'building'; readonly rowsBuilt: number; readonly rows: number };

export interface ImportCommand extends ImportScope {
  readonly path: string;
  readonly profile: ImportProfile;
  /** False: one bad row rejects the file. True: its document is put aside, named and counted, and the rest is imported. */
  readonly skipBadDocuments: boolean;
  readonly progress?: (progress: ImportProgress) => void;
  readonly signal?: AbortSignal;
}

export type ImportResult =
  | { readonly state: 'imported'; readonly file: ImportedFile }
  | { readonly state: 'rejected'; readonly problems: readonly RowProblem[]; readonly problemCount: number };
