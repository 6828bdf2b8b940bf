import type { FlowMode, ProofWord, StandingState } from '../../src/api/office.ts';
import type { Role } from '../../src/api/people.ts';
import type { Kind } from '../../src/core/records.ts';
import type { Tone } from './parts/badge.tsx';

/** 'Standard rate (20 %)'; a name that says its percentage ('VAT 20 %') does so once. */
export const taxText = (name: string, percent: string): string => (saysPercent(name, percent) ? name : `${name} (${percent} %)`);

export const saysPercent = (name: string, percent: string): boolean => name.replaceAll(/\s/g, '').includes(`${percent}%`);

/** 'creditNote': 'Credit note'. Kinds of records are words already; they only need spaces. */
export function kindLabel(kind: Kind): string {
  const words = kind.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export const stateTone: Readonly<Record<StandingState, Tone>> = { 'in sync': 'good', pending: 'accent', held: 'warn', excluded: 'neutral' };

export const modeLabel: Readonly<Record<FlowMode, string>> = { off: 'Off', test: 'Test', shadow: 'Parallel run', live: 'Active' };
export const modeTone: Readonly<Record<FlowMode, Tone>> = { off: 'neutral', test: 'accent', shadow: 'accent', live: 'good' };

export const proofTone: Readonly<Record<ProofWord, Tone>> = { 'ties out': 'good', explained: 'good', open: 'warn', unexplained: 'bad' };

export const roleLabel: Readonly<Record<Role, string>> = {
  owner: 'Owner',
  approver: 'Approver',
  bookkeeper: 'Bookkeeper',
  creator: 'Creator',
  viewer: 'Viewer',
};
export const roleMeaning: Readonly<Record<Role, string>> = {
  owner: 'Everything, and people, keys and the organisation itself',
  approver: 'Approves what is written, undoes it, goes live',
  bookkeeper: 'Answers questions, maps, connects, creates',
  creator: 'Makes invoices, credit notes and payments',
  viewer: 'Looks, and changes nothing',
};
