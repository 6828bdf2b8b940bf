import type { Day, Instant } from '../core/day.ts';
import type { Kind } from '../core/records.ts';
import type { KeyName } from '../booking/desire.ts';
import type { Recognised } from './overview-port.ts';
import type { Flow, FlowScope } from './ports.ts';

/** What people ask about the work, and never change by asking. */
export interface Reading {
  /** How far each flow is. */
  progress(organisation: string): Promise<readonly FlowProgress[]>;
  /** What happened last, newest first. */
  log(organisation: string, options: { readonly limit: number; readonly since: Instant | null }): Promise<readonly LogLine[]>;
  /** Keys of any flow that a person may mean: by number or id, on either side. */
  keysNamed(organisation: string, named: string): Promise<readonly NamedKey[]>;
  /** Everything that is known of a key, oldest first. */
  story(scope: FlowScope, key: KeyName): Promise<readonly StoryLine[]>;
  /** Records of a source that could be walked through as a test, newest first. */
  walkable(organisation: string, connection: string, number: string | null): Promise<readonly Walkable[]>;
  /** The keys of a flow whose source records are dated between two days, both included, oldest first. */
  keysBetween(flow: Flow, from: Day, through: Day): Promise<readonly KeyName[]>;
  /** What a connection's records use: currencies, tax codes with their percentages, and the first day. */
  usage(organisation: string, connection: string, startsOn: Day): Promise<Usage>;
  /** Documents of the flow's ledger with which somebody else has posted what the flow posts. */
  postedByOthers(flow: Flow): Promise<readonly PostedByOthers[]>;
  /** When each kind of a connection was last read. */
  bookmarks(organisation: string, connection: string): Promise<readonly { readonly kind: Kind; readonly polledAt: Instant | null }[]>;
  /** What the proof of the work is made of: counted from rows. */
  tally(organisation: string): Promise<Tally>;
  /** How many writes were sent and not answered yet, and how many have landed. */
  unsettled(organisation: string): Promise<number>;
  written(organisation: string): Promise<number>;
}

export interface FlowProgress {
  readonly flow: string;
  readonly inSync: number;
  readonly pending: number;
  readonly held: number;
  readonly excluded: number;
  /** Keys that are dirty, and when the next one is due. */
  readonly dirty: number;
  readonly nextDue: Instant | null;
  /** Writes that were sent and not answered. */
  readonly unsettled: number;
  readonly planned: number;
  readonly lastError: string | null;
}

export interface LogLine {
  readonly at: Instant;
  readonly flow: string | null;
  readonly kind: Kind | null;
  readonly id: string | null;
  readonly number: string | null;
  readonly what: string;
  readonly detail: string;
}

export interface NamedKey extends FlowScope, KeyName, Recognised {
  readonly state: string;
  readonly cause: string | null;
  readonly detail: string | null;
}

export interface StoryLine {
  readonly at: Instant;
  readonly what: string;
  readonly detail: string;
}

export interface Walkable extends KeyName {
  readonly number: string | null;
  readonly bookedOn: Day | null;
  readonly currency: string | null;
  readonly gross: string | null;
}

export interface Usage {
  readonly currencies: readonly string[];
  readonly taxes: readonly { readonly id: string | null; readonly percent: string | null }[];
  readonly documents: number;
  readonly firstDay: Day | null;
}

export interface PostedByOthers extends KeyName {
  readonly day: Day;
  /** The source's id of what it was posted for. */
  readonly of: string;
  /** Whether it names that; otherwise it is only as large as that, and at its time. */
  readonly isNamed: boolean;
}

export interface Tally {
  readonly written: number;
  readonly calls: number;
  /** Calls whose answer never came. */
  readonly unanswered: number;
  /** Calls that were sent again, byte for byte. */
  readonly resent: number;
  readonly vanished: number;
  readonly deliveries: number;
  /** How often a webhook named a document that the same delivery had named already. */
  readonly namedTwice: number;
  readonly holdsAnswered: number;
  /** Records that were born in a ledger and were written to a platform. */
  readonly cameBack: number;
  readonly recoded: number;
  readonly adopted: number;
}
