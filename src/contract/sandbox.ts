import type { Kind } from '../core/records.ts';
import type { Instant } from '../core/day.ts';

/** Time for machines. Real, or virtual: then everything that shares it jumps to the next wake-up when all sleep. */
export interface Clock {
  now(): Instant;
  /** Resolves at that instant, or at once if it has passed. Rejects with the signal's reason when aborted. */
  sleepUntil(at: Instant, signal?: CancelSignal): Promise<void>;
}

/** The part of the platform's AbortSignal that a clock needs; this room knows no platform. */
export interface CancelSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: () => void, options?: { readonly once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** What the next requests meet. `swallow`: done, but the reply is lost. `late`: no reply, and it lands later. */
export type Weather = 'drop' | 'swallow' | 'late' | 'throttle' | 'unavailable' | 'expireToken' | 'forbid';

/** A provider that can be talked to without the internet, over HTTP on loopback, and what a person does at its screens. */
export interface Sandbox {
  /** 'http://127.0.0.1:PORT' */
  readonly url: string;
  /** The account (tenant) ids that it starts with. */
  readonly accounts: readonly string[];
  /** The next `count` API requests (writes only, if said) meet this weather. */
  weather(kind: Weather, options?: { readonly count?: number; readonly writesOnly?: boolean; readonly lateSeconds?: number }): void;
  /** Webhooks: lose, double or reorder a share of them (0 to 1), from a seed. */
  webhooks(options: {
    readonly url: string;
    readonly secret: string;
    readonly lose?: number;
    readonly double?: number;
    readonly reorder?: number;
    readonly seed?: number;
  }): void;
  /** A person's edit at the provider's own screens: fields in the provider's own vocabulary. */
  person(edit: PersonEdit): Promise<string>;
  /** A token that works at once, without the consent page: for tests that are not about signing in. */
  grant(): Promise<{ readonly accessToken: string; readonly refreshToken: string; readonly expiresInSeconds: number }>;
  /** What it holds of a kind, in the provider's own shape (parsed JSON): for checking in tests. */
  documents(kind: Kind): readonly Readonly<Record<string, unknown>>[];
  /** Trial balance of its own books as of the end of a day: account code to debit-positive text with two places. */
  trialBalance(through?: string): Readonly<Record<string, string>>;
  stats(): { readonly calls: number; readonly writes: number; readonly throttled: number };
  close(): Promise<void>;
}

export type PersonEdit =
  | { readonly does: 'create'; readonly kind: Kind; readonly fields: Readonly<Record<string, unknown>> }
  | { readonly does: 'edit'; readonly kind: Kind; readonly id: string; readonly fields: Readonly<Record<string, unknown>> }
  | { readonly does: 'void'; readonly kind: Kind; readonly id: string }
  | { readonly does: 'reconcile'; readonly kind: Kind; readonly id: string }
  | { readonly does: 'merge'; readonly from: string; readonly into: string }
  | { readonly does: 'lock'; readonly through: string | null }
  | { readonly does: 'disconnect'; readonly account: string }
  | { readonly does: 'setting'; readonly fields: Readonly<Record<string, unknown>> };
