import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFigure, typedFigure } from './figures.ts';

test('a figure is read as it is written in Dublin and as it is written in Berlin', () => {
  for (const typed of ['1234.50', '1,234.50', '1 234.50', '1.234,50', '1234,50'])
    for (const locale of ['en-IE', 'de-DE']) assert.equal(readFigure(typed, locale), '1234.50', `${typed} in ${locale}`);
});

test('three digits after a single mark are what the locale says', () => {
  assert.deepEqual([readFigure('1,125', 'en-IE'), readFigure('1,125', 'de-DE')], ['1125', '1.125']);
  assert.deepEqual([readFigure('1.125', 'en-IE'), readFigure('1.125', 'de-DE')], ['1.125', '1125']);
});

test('several marks of one sort group, and a fraction may begin with its mark', () => {
  assert.deepEqual([readFigure('1.234.567', 'en-IE'), readFigure('.5', 'en-IE'), readFigure('-2,5', 'de-DE')], ['1234567', '0.5', '-2.5']);
});

test('what is no figure is none', () => {
  for (const typed of ['', 'ten', '1e3', '1-2', '--1', '.', '1.2.3,4,5']) assert.equal(readFigure(typed, 'en-IE'), null, typed);
});

test('what is shown to be changed reads as what it was', () => {
  for (const figure of ['1.125', '1234.5', '-0.01', '12', '0.12345678'])
    for (const locale of ['en-IE', 'de-DE', 'fr-FR']) assert.equal(readFigure(typedFigure(figure, locale), locale), figure);
});
