import assert from 'node:assert/strict';
import { test } from 'node:test';
import { proofDue } from './office-due-proofs.ts';
import type { ProofDueAsked } from './office-due-proofs.ts';

const at = (text: string): number => Date.parse(text);
const side = { connection: 'billing', label: 'Billing', provider: 'billing', state: 'ready' } as const;
const asked: ProofDueAsked = {
  flow: {
    organisation: 'acme',
    flow: 'sales',
    agreement: 'sales',
    source: side,
    target: { ...side, connection: 'ledger' },
    kinds: ['invoice'],
    mode: 'live',
    approval: false,
    startsOn: '2026-01-01',
    inSync: 3,
    pending: 0,
    held: 0,
    excluded: 0,
    dirty: 0,
    lastError: null,
    lastChangeSeenAt: at('2026-03-02T08:00:00Z'),
  },
  proof: { flow: 'sales', madeAt: at('2026-03-02T09:00:00Z'), word: 'ties out', differences: 0, headline: [] },
  closedAt: null,
  now: at('2026-03-02T15:00:00Z'),
  timeZone: 'Europe/London',
};
const due = (more: Partial<ProofDueAsked> = {}, flow: Partial<ProofDueAsked['flow']> = {}) =>
  proofDue({ ...asked, ...more, flow: { ...asked.flow, ...flow } });
const proof = (more: { readonly word: 'open' | 'explained' }) => ({ proof: asked.proof === null ? null : { ...asked.proof, ...more } });

test('a flow that ties out and in which nothing has changed is left alone until the next day of its books', () => {
  assert.equal(due(), 'not due');
  assert.equal(due({ now: at('2026-03-02T23:59:00Z') }), 'not due');
  assert.equal(due({ now: at('2026-03-03T00:01:00Z') }), 'due');
  assert.equal(due({ now: at('2026-03-02T15:30:00Z'), timeZone: 'Asia/Tokyo' }), 'due');
});

test('a flow that was never proven is proven as soon as nothing is on its way', () => {
  assert.equal(due({ proof: null }), 'due');
  assert.equal(due({ proof: null }, { pending: 1 }), 'wait');
  assert.equal(due({ proof: null }, { dirty: 1 }), 'wait');
});

test('a close asks for a proof, and a change or something open asks for one after an hour', () => {
  assert.equal(due({ closedAt: at('2026-03-02T10:00:00Z') }), 'due');
  assert.equal(due({ closedAt: at('2026-03-02T08:59:00Z') }), 'not due');
  assert.equal(due({}, { lastChangeSeenAt: at('2026-03-02T09:30:00Z') }), 'due');
  assert.equal(due({ now: at('2026-03-02T09:59:00Z') }, { lastChangeSeenAt: at('2026-03-02T09:30:00Z') }), 'not due');
  assert.equal(due(proof({ word: 'open' })), 'due');
  assert.equal(due(proof({ word: 'explained' })), 'not due');
});

test('what is not live, or cannot be read, is not proven by itself', () => {
  assert.equal(due({ proof: null }, { mode: 'shadow' }), 'not due');
  assert.equal(due({ proof: null }, { target: { ...side, state: 'expired' } }), 'not due');
});
