import { hash } from 'node:crypto';
import { canonicalJson } from '../core/fingerprint.ts';

/**
 * The same text as core's `fingerprint`, from the platform's own hash: core may use nothing of the platform, and a backfill prints three
 * whole documents an invoice.
 */
export const documentPrint = (value: unknown): string => hash('sha256', canonicalJson(value)).slice(0, 32);
