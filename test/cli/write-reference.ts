import { writeFileSync } from 'node:fs';
import { referenceText } from './reference.ts';

writeFileSync('docs/reference/cli.md', referenceText());
