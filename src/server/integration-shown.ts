import type { CleanUp, Setup, SetupStep, TestWalk } from '../api/integrations.ts';
import { openCleanUps } from '../engine/clean-up-merge.ts';
import { ledgerFacts } from '../engine/facts.ts';
import { pageOfTarget } from '../engine/office-document.ts';
import type { Flow } from '../engine/ports.ts';
import type { SettingUp } from '../engine/setup.ts';
import type { KeptSetup, TaxUsed, Walked } from '../engine/setup-port.ts';
import { stepsOf } from '../engine/setup-steps.ts';
import { taxTarget } from '../mapping/apply.ts';
import { proposeTax } from '../mapping/propose.ts';
import { isDecided, isTaxDecided } from '../mapping/propose-choices.ts';
import { taxWords } from '../mapping/tax-words.ts';

const nothingKept: KeptSetup = { isTwoWay: false, checked: null, walked: null };

/** Where a set-up stands, derived from what is there. `cleanUps`: what there is to clean up; it takes all contacts to tell. */
export async function standingOf(up: SettingUp, flow: Flow, cleanUps: Awaited<ReturnType<typeof openCleanUps>>) {
  const { organisation, engine, setups } = up;
  const kept = (await setups.setup(flow)) ?? nothingKept;
  const facts = await ledgerFacts(engine.store, organisation, flow.target);
  const sourceName = { organisation, connection: flow.source };
  const taxesUsed = await setups.taxesUsed(sourceName, flow.startsOn);
  const checked = kept.checked?.mappingVersion === flow.mappingVersion ? kept.checked : null;
  const { accounts } = flow.mapping;
  const steps: readonly SetupStep[] = stepsOf({
    unusable: await unusableSide(up, flow),
    ledgerIsRead: facts.organisation !== null,
    accountsAreDecided: isDecided(accounts.sales.decision) && (isDecided(accounts.payments.decision) || !movesMoney(flow)),
    openTaxes: taxesUsed.filter(({ id }) => !isTaxDecided(flow.mapping, id)).map(wordsOfTax),
    isTwoWay: kept.isTwoWay,
    failedChecks: checked === null ? null : checked.findings.filter(({ ok }) => !ok),
    openCleanUps: cleanUps.filter(({ decision }) => decision === null).length,
    walked: kept.walked,
    mode: flow.mode,
  });
  return { kept, checked, facts, taxesUsed, steps };
}

const movesMoney = ({ kinds }: Flow): boolean => kinds.includes('payment') || kinds.includes('refund');

const wordsOfTax = ({ id, name, percent }: TaxUsed): string => (id === null ? 'a line without a tax' : taxWords(name ?? id, percent));

async function unusableSide({ connections, organisation }: SettingUp, flow: Flow): Promise<string | null> {
  for (const name of [flow.source, flow.target]) {
    const connection = await connections.connection({ organisation, connection: name });
    if (connection === null) return `There is no connection ${name} any more.`;
    if (connection.state === 'expired') return `${connection.label} no longer accepts the sign-in: sign in again.`;
    if (connection.state === 'closed') return `${connection.label} is disconnected: connect it again.`;
  }
  return null;
}

/** A set-up as the page shows it. */
export async function shownSetup(up: SettingUp, flow: Flow): Promise<Setup> {
  const { organisation, setups, connections } = up;
  const cleanUps = await openCleanUps(up, flow);
  const { kept, checked, facts, taxesUsed, steps } = await standingOf(up, flow, cleanUps);
  const { accounts, contacts, taxes } = flow.mapping;
  const label = async (connection: string) => ({
    connection,
    label: (await connections.connection({ organisation, connection }))?.label ?? connection,
  });
  const currencies = await setups.currenciesUsed({ organisation, connection: flow.source }, flow.startsOn);
  const country = facts.organisation?.country ?? null;
  return {
    flow: flow.flow,
    source: await label(flow.source),
    target: await label(flow.target),
    kinds: flow.kinds,
    startsOn: flow.startsOn,
    mode: flow.mode,
    reading: lackOf(up, flow),
    steps,
    chosen: {
      sales: accounts.sales.default,
      payments: accounts.payments.default,
      rounding: accounts.rounding,
      taxes: taxes.map(({ source, target }) => ({ source, target })),
      whenMissing: contacts.whenMissing,
      isTwoWay: kept.isTwoWay,
    },
    taxes: taxesUsed.map(({ id, name, percent, documents }) => ({
      source: id,
      percent,
      proposed: proposeTax({ source: id, name, percent }, facts.taxRates)?.id ?? null,
      target: taxTarget(flow.mapping, { source: id, percent, country }),
      documents,
    })),
    currencies: currencies.map(({ currency, documents }) => ({
      currency,
      documents,
      isEnabled: currency === facts.organisation?.baseCurrency || (facts.organisation?.currencies.includes(currency) ?? false),
    })),
    findings: checked?.findings ?? [],
    cleanUp: cleanUps.map(cleanUpOf),
    testInvoice: await walkOf(up, flow, kept.walked),
  };
}

function lackOf({ readings, organisation }: SettingUp, { source, target }: Flow): string | null {
  for (const connection of [source, target]) {
    const lack = readings.lackOf({ organisation, connection });
    if (lack !== null) return `${connection}: ${lack}`;
  }
  return null;
}

async function walkOf({ engine }: SettingUp, flow: Flow, walked: Walked | null): Promise<TestWalk | null> {
  if (walked === null) return null;
  const { kind, id, number, gross, currency, passed, stopped, fields } = walked;
  return { kind, id, number, gross, currency, passed, stopped, link: await pageOfTarget(engine, flow, { kind, id }), fields };
}

function cleanUpOf({
  proposal,
  what,
  why,
  strength,
  survivor,
  contacts,
  decision,
}: Awaited<ReturnType<typeof openCleanUps>>[number]): CleanUp {
  const shown = contacts.map(({ id, name, email, taxNumber, documents, side }) => ({ id, name, email, taxNumber, documents, side }));
  return { proposal, what, why, strength, survivor, contacts: shown, decision };
}
