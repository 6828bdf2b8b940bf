import type { Readable, Writable } from 'node:stream';
import type { AuditCheck, AuditLine, Member, Role } from '../api/people.ts';
import type { Billing } from '../billing/service.ts';
import type { Connector } from '../contract/connector.ts';
import type { Day } from '../core/day.ts';
import type { BankStore } from '../engine/bank-ports.ts';
import type { DecisionStore } from '../engine/batch-ports.ts';
import type { ClosingStore, Connection, ConnectionStore, EdgeClock } from '../engine/edge-ports.ts';
import type { ImportPorts } from '../engine/import-ports.ts';
import type { Engine } from '../engine/parts.ts';
import type { Flow, FlowScope, Mode } from '../engine/ports.ts';
import type { OverviewStore } from '../engine/overview-port.ts';
import type { ProofStore } from '../engine/proof-port.ts';
import type { Reading } from '../engine/reading-port.ts';
import type { LoginOffer } from '../engine/sign-in-login.ts';
import type { SignIns } from '../engine/sign-in.ts';

/** The books that a command is about, opened: everything that it may read, decide and set in motion. */
export interface Office {
  readonly organisation: string;
  /** Who decides, for the log: the person at this terminal. */
  readonly by: string;
  /** Where the books are kept, for people. */
  readonly place: string;
  readonly clock: EdgeClock;
  readonly engine: Engine;
  readonly billing: Billing;
  readonly connections: ConnectionStore;
  readonly closings: ClosingStore;
  readonly decisions: DecisionStore;
  readonly proofs: ProofStore;
  readonly flows: FlowBook;
  readonly reading: Reading;
  readonly overview: Pick<OverviewStore, 'holds'>;
  readonly providers: readonly Connector[];
  readonly imports: ImportPorts;
  readonly bank: BankStore;
  /** A sign-in whose pages stand at that address. */
  signIns(address: () => string): SignIns;
  /** Connects a company of a server of one's own, without a browser. */
  withLogin(offer: LoginOffer): Promise<Connection>;
  /** When somebody last signed in for a connection; null where nobody has. Renewals by ourselves do not count. */
  signedInAt(connection: Connection): Promise<number | null>;
  /** Runs the provider's sandbox within this process until the command ends, unless it runs already. Null where there is none. */
  sandbox(provider: string): Promise<string | null>;
  /** Keys for programs that call the API: made and shown once, taken back by label. */
  readonly apiKeys: { add(label: string, role: Role): Promise<string>; remove(label: string): Promise<number> };
  readonly people: OfficePeople;
  backup(target: Writable): Promise<Readonly<Record<string, number>>>;
  restore(source: Readable): Promise<Readonly<Record<string, number>>>;
  /** Settles with a sentence when the database goes away without our having asked. */
  readonly stopped: Promise<Error>;
  close(): Promise<void>;
}

/** Who may sign in, and what they did. Links are made here, and shown to whoever runs the command. */
export interface OfficePeople {
  members(): Promise<readonly Member[]>;
  /** A token that lets somebody in, once. */
  invite(email: string, role: Role): Promise<{ readonly token: string; readonly expiresAt: number }>;
  /** A token with which somebody sets a new password, once; null where nobody has the address. */
  reset(email: string): Promise<{ readonly token: string; readonly expiresAt: number } | null>;
  audit(): AsyncIterable<AuditLine>;
  checkAudit(): Promise<AuditCheck>;
}

/** Flows as people set them up. */
export interface FlowBook {
  all(): Promise<readonly Flow[]>;
  add(flow: NewFlow): Promise<void>;
  setMode(scope: FlowScope, mode: Mode): Promise<void>;
  setApproval(scope: FlowScope, approval: boolean): Promise<void>;
  setStartsOn(scope: FlowScope, day: Day): Promise<void>;
  setMapping(scope: FlowScope, text: string): Promise<void>;
  mappingText(scope: FlowScope): Promise<string>;
}

export interface NewFlow {
  readonly flow: string;
  readonly source: string;
  readonly target: string;
  readonly kinds: Flow['kinds'];
  readonly startsOn: Day;
  readonly mapping: string;
}

/** What is asked of the place where everything is put together. */
export interface Wanted {
  readonly dataFolder: string;
  /** Null: the only one there is, or a first one. */
  readonly organisation: string | null;
  readonly by: string;
  /** Servers own their data folder; commands attach to whoever does. */
  readonly role: 'server' | 'command';
  /** True for a restore, which needs an empty database: no organisation is made, and no sandbox started. */
  readonly isBare?: boolean;
}

export interface Serving {
  readonly address: string;
  readonly pid: number;
  /** Resolves when it has stopped, by itself or because somebody asked; rejects when it had to. */
  readonly done: Promise<void>;
  stop(): void;
}

/** How a server is to run. */
export interface ServeWishes {
  readonly host: string;
  readonly port: number;
  readonly publicUrl: string | null;
  /** How often a worker looks for work that nobody announced, in seconds. */
  readonly idleSeconds: number;
  readonly workers: number;
  readonly note: (text: string) => void;
}

/** What `compose.ts` hands to the commands. */
export interface Means {
  readonly version: string;
  readonly terminal: Terminal;
  readonly dataFolder: string;
  readonly person: string;
  readonly showsStacks: boolean;
  /** Aborted when the person asks to stop. */
  readonly interrupted: AbortSignal;
  open(wanted: Wanted): Promise<Office>;
  serve(office: Office, dataFolder: string, wishes: ServeWishes): Promise<Serving>;
  /** The running server of a data folder, if one runs and answers. */
  serverOf(
    dataFolder: string,
  ): Promise<{ readonly address: string; readonly pid: number; wake(organisation: string): Promise<void> } | null>;
  /** Pages for a sign-in while no server runs. */
  pagesFor(office: Office, port: number): Promise<{ readonly address: string; close(): Promise<void> }>;
  runSandbox(provider: string | null, args: readonly string[]): Promise<void>;
  demo(wishes: DemoWishes): Promise<DemoResult>;
}

export interface DemoWishes {
  readonly dataFolder: string;
  readonly seed: number;
  readonly say: (line: string) => void;
  readonly page: Page;
  readonly signal: AbortSignal;
}

export interface DemoResult {
  readonly tiesOut: boolean;
  /** The sizes of all differences, each currency by itself; '0.00' when it ties out. */
  readonly difference: string;
  readonly survived: Readonly<Record<string, number>>;
  readonly seconds: number;
}

/** Where the words go. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  readonly columns: number;
  /** Whether a person watches the progress. */
  readonly isWatched: boolean;
  readonly hasColor: boolean;
  readonly locale: string;
  readonly timeZone: string;
  /** A line from the person; null when nobody is there to ask. */
  ask(question: string): Promise<string | null>;
  /** A secret from the person, not shown while it is typed; or the first line of what is piped in. Null when there is neither. */
  askSecret(question: string): Promise<string | null>;
  openBrowser(address: string): void;
}

/** How wide and in which language a page of text is. */
export type Page = Pick<Terminal, 'columns' | 'hasColor' | 'locale' | 'timeZone'>;
