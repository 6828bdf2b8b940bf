// The server as `tieout` runs it, without the limits on calls that providers have: for walks that write more than a minute allows.
import { runTieout } from '../../src/compose.ts';

await runTieout(process.argv.slice(2), {
  databaseUrl: process.env['DATABASE_URL'] ?? null,
  dataFolder: process.env['TIEOUT_DATA'] ?? '',
  key: null,
  clockUrl: null,
  showsStacks: true,
  hasColor: false,
  person: 'a test',
  columns: null,
  isUnpaced: true,
});
