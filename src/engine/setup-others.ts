import type { Finding } from '../contract/connector.ts';
import { finding } from '../contract/finding.ts';
import { addDays } from '../core/day.ts';
import type { Flow } from './ports.ts';
import type { PostedByOthers, Reading } from './reading-port.ts';

/** How many are named; the others are counted. */
const namedAtMost = 5;

/**
 * Law F46: two programs that post the same processor book everything twice, and each of them ties out. What another one has posted
 * since the flow's first day stops the flow from going live; what it posted before is how the books were kept until then.
 */
export async function otherPrograms(reading: Pick<Reading, 'postedByOthers'>, flow: Flow): Promise<readonly Finding[]> {
  if (!flow.kinds.includes('payout')) return [];
  const all = await reading.postedByOthers(flow);
  const [posted, alike] = [all.filter(({ isNamed }) => isNamed), all.filter(({ isNamed }) => !isNamed)];
  const since = posted.filter(({ day }) => day >= flow.startsOn);
  const last = since.at(-1);
  return [
    finding('nobody else posts what this flow posts', {
      ok: last === undefined,
      seen: posted.length === 0 ? 'nobody does' : listed(since.length === 0 ? posted : since),
      expected: `nothing of it in the ledger on or after ${flow.startsOn} that is not ours`,
      fix:
        last === undefined
          ? ''
          : `Switch the other program off, and let this flow start on ${addDays(last.day, 1)}; or delete in the ledger what the other has posted since ${flow.startsOn}`,
    }),
    // Another receipt may be of the same amount by chance, so this one only warns.
    finding('no bank rule books its payouts', {
      ok: true,
      seen: alike.length === 0 ? 'none was seen' : `as much as a payout, at its time: ${listed(alike)}; a rule that does this has to go`,
      expected: 'no money at the bank that looks like a payout and is not ours',
      fix: '',
    }),
  ];
}

const words: { readonly [kind in PostedByOthers['kind']]?: string } = { bankTransaction: 'bank transaction', creditNote: 'credit note' };

function listed(posted: readonly PostedByOthers[]): string {
  const named = posted.slice(-namedAtMost).map(({ kind, day, of }) => `${words[kind] ?? kind} of ${day} for ${of}`);
  const more = posted.length - named.length;
  return `${named.join(', ')}${more === 0 ? '' : `, and ${more} more`}`;
}
