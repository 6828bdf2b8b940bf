import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitLikeness, pairUp } from './likeness.ts';

const known = Array.from({ length: 60 }, (_, at) => ({
  source: { day: at, minor: 10_000 + 731 * at, text: `PAYER ${at} DONATION` },
  target: { day: at + 1 + (at % 3), minor: Math.round((10_000 + 731 * at) * (at % 4 === 0 ? 0.98 : 1)), text: `PAYER ${at} DON` },
}));

test('a cut memo, a day or two and a fee do not keep a payment from its arrival', () => {
  const likeness = fitLikeness(known);
  const pairs = pairUp(
    known.map(({ source }) => source),
    known.map(({ target }) => target).toReversed(),
    likeness,
  );
  assert.ok(pairs.filter(({ source, target }) => source + target === known.length - 1).length >= 57);
});

test('of two arrivals that are equally like one payment neither is sure', () => {
  const likeness = fitLikeness(known);
  const source = { day: 5, minor: 50_000, text: 'PAYER X DONATION' };
  const target = { day: 6, minor: 50_000, text: 'PAYER X DON' };
  const [best] = pairUp([source], [target, { ...target }], likeness);
  assert.ok((best?.sureness ?? 1) < 0.7);
});
