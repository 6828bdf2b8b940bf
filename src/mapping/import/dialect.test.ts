import assert from 'node:assert/strict';
import { test } from 'node:test';
import { watchDialect } from './dialect.ts';
import { sentenceOf } from './row.ts';
import { profileOf, simpleProfile } from './testing.ts';

function decide(figures: readonly string[], dates: readonly string[] = [], file = ''): string {
  const watch = watchDialect(profileOf(`${simpleProfile}${file}`));
  figures.forEach((text, index) => watch.figure(text, index + 2));
  dates.forEach((text, index) => watch.date(text, index + 2));
  const decided = watch.decide();
  return 'dialect' in decided ? `${decided.dialect.decimals} ${decided.dialect.dates}` : decided.problems.map(sentenceOf).join('\n');
}

test('one clear figure decides for all the unclear ones, wherever in the file it stands', () => {
  assert.equal(decide(['1,234', '5,678', '2.55']), 'point dayFirst');
  assert.equal(decide(['1.234', '2,5']), 'comma dayFirst');
});

test('one clear date decides for all the unclear ones', () => {
  assert.equal(decide([], ['03/04/2011', '12/31/2011']), 'point monthFirst');
  assert.equal(decide([], ['03/04/2011', '31/12/2011']), 'point dayFirst');
});

test('a file in which nothing decides is a question, never a guess', () => {
  assert.match(
    decide(['1,234', '5,678']),
    /^line 2, figures: found '1,234', which has two meanings.*say 'file: { decimals: point }' or 'comma' in the import profile\.$/,
  );
  assert.match(decide(['1'], ['03/04/2011']), /dates: found '03\/04\/2011'.*expected the day first or the month first/);
  assert.equal(decide(['1,234'], ['03/04/2011'], 'file: { decimals: comma, dates: monthFirst }'), 'comma monthFirst');
});

test('two ways in one file are a problem that names a line of each', () => {
  assert.match(decide(['2.55', '3,5']), /line 3, figures: found '3,5' in line 3 and '2\.55' in line 2/);
  assert.match(decide([], ['31/12/2011', '12/31/2011']), /line 3, dates/);
});

test('whole numbers and years first need no decision', () => {
  assert.equal(decide(['12', '7', 'n/a'], ['2011-04-03', '4/4/2011']), 'point dayFirst');
});
