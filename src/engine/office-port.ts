import type { Instant } from '../core/day.ts';
import type { FlowScope, Mode } from './ports.ts';

/** What people change about flows through the pages. Every method is one transaction. */
export interface FlowKeeping {
  setMode(scope: FlowScope, mode: Mode, now: Instant): Promise<void>;
  setApproval(scope: FlowScope, approval: boolean): Promise<void>;
  /** Marks every key of the flow to be looked at again. */
  look(scope: FlowScope, now: Instant): Promise<void>;
  mappingText(scope: FlowScope): Promise<string>;
  /** A new mapping, unless somebody kept another one since `over` was read: then false, and nothing kept. Every key is planned again under it. */
  keepMapping(scope: FlowScope, mapping: NewMapping): Promise<boolean>;
  /** Newest first. */
  mappingVersions(scope: FlowScope): Promise<readonly KeptMapping[]>;
  /** Which codes and categories the documents of a source carry, and how many do. */
  usedCodes(scope: FlowScope): Promise<readonly UsedCode[]>;
}

export interface NewMapping {
  readonly text: string;
  readonly version: string;
  /** The version that it was made from. */
  readonly over: string;
  readonly by: string;
  /** Kept with what happened. */
  readonly because: string | null;
  readonly now: Instant;
}

export interface KeptMapping {
  readonly version: string;
  readonly madeAt: Instant;
  readonly by: string;
  readonly text: string;
}

export interface UsedCode {
  readonly what: 'tax' | 'category' | 'currency';
  /** Null: lines without tax. */
  readonly source: string | null;
  readonly percent: string | null;
  readonly documents: number;
}
