import { writeFileSync } from 'node:fs';
import { providersPage } from './providers.ts';

writeFileSync(new URL('../../docs/reference/providers.md', import.meta.url), providersPage());
