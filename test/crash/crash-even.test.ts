import { test } from 'node:test';
import { halfSurvives } from './half.ts';

test('whatever effect a worker ends after, the next one finds its way to the same books: the even effects', () => halfSurvives(1));
