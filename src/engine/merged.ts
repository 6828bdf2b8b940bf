import { ownedPrint } from '../plan/owned.ts';
import type { AnyRecord } from '../core/records.ts';
import type { Desired } from './desires.ts';
import type { Engine } from './parts.ts';
import type { Flow, Linked } from './ports.ts';

/**
 * Law F44: documents of a contact that was merged away are read as documents of its survivor. The ledger shows them so without
 * moving their dates, so what we remember of them is older than the merge; that is no edit, and nothing is written for it.
 */
export async function withSurvivors(engine: Pick<Engine, 'store'>, flow: Flow, desired: readonly Desired[]): Promise<readonly Desired[]> {
  const strange = new Set(desired.flatMap(otherContacts));
  if (strange.size === 0) return desired;
  const observed = await engine.store.records(flow.organisation, flow.target, 'contact', [...strange]);
  const survivors = new Map(
    observed.flatMap(({ record }) =>
      record.kind === 'contact' && record.mergedInto !== null ? [[record.id, record.mergedInto] as const] : [],
    ),
  );
  if (survivors.size === 0) return desired;
  return desired.map((each) => ({
    ...each,
    situation: { ...each.situation, links: each.situation.links.map((link) => afterMerge(link, survivors)) },
  }));
}

/** The contacts on the ledger's side of a key that are not the one that is wanted now. */
function otherContacts({ desire, situation }: Desired): readonly string[] {
  if (desire.is !== 'wanted') return [];
  return desire.parts.flatMap(({ part, record }) => {
    const link = situation.links.find((each) => each.part === part);
    const contact = contactOf(record);
    if (!link || contact === null) return [];
    return [contactOf(link.wanted), link.seen === null ? null : contactOf(link.seen.record)].flatMap((other) =>
      other === null || other === contact ? [] : [other],
    );
  });
}

const contactOf = (record: AnyRecord): string | null =>
  record.kind === 'invoice' || record.kind === 'creditNote' || record.kind === 'bankTransaction' ? record.contact : null;

function afterMerge(link: Linked, survivors: ReadonlyMap<string, string>): Linked {
  const wanted = underSurvivor(link.wanted, survivors);
  const seen = link.seen === null ? null : { ...link.seen, record: underSurvivor(link.seen.record, survivors) };
  return wanted === link.wanted ? { ...link, seen } : { ...link, wanted, wantedPrint: ownedPrint(wanted), seen };
}

function underSurvivor(record: AnyRecord, survivors: ReadonlyMap<string, string>): AnyRecord {
  const survivor = survivors.get(contactOf(record) ?? '');
  if (survivor === undefined) return record;
  if (record.kind === 'invoice') return { ...record, contact: survivor };
  if (record.kind === 'creditNote') return { ...record, contact: survivor };
  return record.kind === 'bankTransaction' ? { ...record, contact: survivor } : record;
}
