import type { AnyRecord, Contact } from '../core/records.ts';
import { ownedPrint } from '../plan/owned.ts';
import { proposeCleanUps } from './clean-up.ts';
import type { CleanUpProposal, Party } from './clean-up.ts';
import type { Flow, Observed } from './ports.ts';
import type { CleanUpDecision } from './setup-port.ts';
import type { SettingUp } from './setup.ts';
import { SetupProblem } from './setup-problem.ts';
import { walkPatiently } from './setup-patience.ts';

/** What there is to clean up between the two sides, with what was decided. */
export async function openCleanUps(
  up: SettingUp,
  flow: Flow,
): Promise<readonly (CleanUpProposal & { readonly decision: CleanUpDecision['decision'] | null })[]> {
  const decided = new Map((await up.setups.cleanUps(flow)).map((each) => [each.proposal, each.decision]));
  const proposals = proposeCleanUps(await partiesOf(up, flow));
  return proposals.map((each) => ({ ...each, decision: decided.get(each.proposal) ?? null }));
}

export interface CleanUpAnswer {
  readonly proposal: string;
  readonly decision: CleanUpDecision['decision'];
}

/**
 * Keeps a decision. To merge means that the contacts of the source all go to one contact of the ledger; nothing is changed at the
 * source. Where the ledger has none yet, that waits until the first of them is made there.
 */
export async function decideCleanUp(up: SettingUp, flow: Flow, { proposal, decision }: CleanUpAnswer): Promise<void> {
  const found = (await openCleanUps(up, flow)).find((each) => each.proposal === proposal);
  if (found === undefined)
    throw new SetupProblem('missing', 'There is no such proposal any more.', { fix: 'Look again: the contacts have changed meanwhile.' });
  if (decision === 'merge' && found.what !== 'duplicates') throw new SetupProblem('invalid', 'One contact alone cannot be merged.');
  const sources = found.contacts.filter(({ side }) => side === 'source');
  const target = found.contacts.find(({ side, id }) => side === 'target' && id === found.survivor);
  const kept: CleanUpDecision = {
    proposal,
    decision,
    contacts: sources.map(({ id }) => id),
    targetId: target?.id ?? sources.find(({ linkedTo }) => linkedTo !== null)?.linkedTo ?? null,
    by: up.by,
    at: up.engine.clock.now(),
  };
  await up.setups.keepCleanUp(flow, kept);
  if (decision !== 'merge') return;
  if (kept.targetId !== null) await joinAll(up, flow, kept, kept.targetId);
  else if (flow.mode === 'live') await settleMerges(up, flow);
}

/**
 * Carries out the merges whose contact the ledger does not have yet: the one that stays goes ahead of all others, and these then go to
 * it. `of`: only the merge of this contact.
 */
export async function settleMerges(up: SettingUp, flow: Flow, of: string | null = null): Promise<void> {
  const open = (await up.setups.cleanUps(flow)).filter(({ decision, targetId }) => decision === 'merge' && targetId === null);
  for (const merge of open) {
    const [first] = merge.contacts;
    if (first === undefined || (of !== null && !merge.contacts.includes(of))) continue;
    const { targetId } = await walkPatiently(up, flow, { kind: 'contact', id: first });
    // What does not get there is held, and says so itself; the others wait.
    if (targetId === null) continue;
    await up.setups.keepCleanUp(flow, { ...merge, targetId });
    await joinAll(up, flow, merge, targetId);
  }
}

/** Links contacts of the source to one of the ledger, as if each had been found there. */
async function joinAll({ engine, by }: SettingUp, flow: Flow, { contacts }: CleanUpDecision, targetId: string): Promise<void> {
  const observed = await engine.store.records(flow.organisation, flow.source, 'contact', contacts);
  const links = await engine.store.counterparts(
    flow,
    flow.source,
    contacts.map((id) => ({ kind: 'contact', id })),
  );
  const free = observed.flatMap(({ record }) => (record.kind === 'contact' && !links.some(({ id }) => id === record.id) ? [record] : []));
  if (free.length === 0) return;
  const now = engine.clock.now();
  await engine.store.conclude({
    flow,
    token: '',
    now,
    settled: [],
    answered: [],
    links: free.map((record) => {
      const wanted: AnyRecord = { ...record, id: '', name: record.name.trim(), mergedInto: null };
      const key = { kind: 'contact', id: record.id } as const;
      return {
        ...key,
        part: 'main',
        targetKind: 'contact',
        targetId,
        origin: 'adopted',
        state: 'live',
        wanted,
        wantedPrint: ownedPrint(wanted),
      };
    }),
    seen: [],
    keys: [],
    happenings: free.map(({ id }) => ({ key: { kind: 'contact', id }, what: 'merged by a person', detail: { by, into: targetId } })),
  });
  await engine.store.mark(
    flow.organisation,
    flow.source,
    free.map(({ id }) => ({ kind: 'contact', id })),
    now,
  );
}

async function partiesOf({ engine, setups }: SettingUp, flow: Flow): Promise<readonly Party[]> {
  const { organisation } = flow;
  const sides = [
    { side: 'source' as const, connection: flow.source },
    { side: 'target' as const, connection: flow.target },
  ];
  const parties: Party[] = [];
  for (const { side, connection } of sides) {
    const observed = await engine.store.records(organisation, connection, 'contact');
    const documents = await setups.documentsByContact({ organisation, connection });
    const contacts = observed.flatMap(activeContact);
    const links =
      side === 'source'
        ? await engine.store.counterparts(
            flow,
            connection,
            contacts.map(({ id }) => ({ kind: 'contact', id })),
          )
        : [];
    const homes = new Map(links.map(({ id, otherId }) => [id, otherId]));
    for (const contact of contacts)
      parties.push({
        id: contact.id,
        side,
        name: contact.name,
        email: contact.email,
        taxNumber: contact.taxNumber,
        hasAddress: contact.address !== null,
        documents: documents.get(contact.id) ?? 0,
        linkedTo: homes.get(contact.id) ?? null,
      });
  }
  return parties;
}

const activeContact = ({ record, goneAt }: Observed): readonly Contact[] =>
  record.kind === 'contact' && goneAt === null && record.state === 'active' && record.mergedInto === null ? [record] : [];
