import type { Finding } from '../contract/connector.ts';
import { settleMerges } from './clean-up-merge.ts';
import { goLive } from './go-live.ts';
import type { OpenBeforeStart } from './go-live.ts';
import type { Flow, Mode } from './ports.ts';
import { freeName, returnOf } from './setup.ts';
import type { SettingUp } from './setup.ts';
import { checkFlow } from './setup-check.ts';
import type { Checked } from './setup-port.ts';
import { between, oneAfterTheOther } from './setup-turns.ts';
import { turn } from './turn.ts';

/** Asks the ledger again whether everything is as it must be, and keeps the answer. */
export async function checkSetup(up: SettingUp, flow: Flow): Promise<Checked> {
  const { engine, organisation, setups, readings } = up;
  await readings.readSoon({ organisation, connection: flow.source });
  const checked: Checked = { at: engine.clock.now(), mappingVersion: flow.mappingVersion, findings: await checkFlow(up, flow) };
  await setups.keepChecked(flow, checked);
  return checked;
}

interface Wanted {
  readonly mode: 'shadow' | 'live';
  readonly approval: boolean;
}

export type Activation =
  | { readonly is: 'active' }
  | { readonly is: 'refused'; readonly findings: readonly Finding[]; readonly open: readonly OpenBeforeStart[] };

/**
 * Switches a set-up to shadow or live, with what comes back. Live only when every check passes, and when no document from before the
 * first day is open that the ledger does not have (law F3).
 */
export const activateSetup = (up: SettingUp, flow: Flow, wanted: Wanted): Promise<Activation> =>
  oneAfterTheOther(up, between(flow), async () => {
    // Whoever was before us may have switched it: what is live must not be planned ahead in shadow.
    const now = (await up.flows.all()).find((each) => each.flow === flow.flow);
    return activate(up, now ?? flow, wanted);
  });

async function activate(up: SettingUp, flow: Flow, wanted: Wanted): Promise<Activation> {
  const { flows, decisions } = up;
  const switchOn = async (): Promise<void> => {
    await flows.setApproval(flow, wanted.approval);
    await flows.setMode(flow, wanted.mode);
  };
  if (wanted.mode === 'live') {
    const failed = (await recentCheck(up, flow)).findings.filter(({ ok }) => !ok);
    if (failed.length > 0) return { is: 'refused', findings: failed, open: [] };
    await settleMerges(up, flow);
    await planAhead(up, flow);
    const gone = await goLive({ decisions, setLive: switchOn }, flow);
    if (gone.is === 'blocked') return { is: 'refused', findings: [], open: gone.open };
  } else {
    await switchOn();
  }
  await switchReturn(up, flow, wanted);
  return { is: 'active' };
}

/** What was found a moment ago under the same mapping is still so; otherwise the ledger is asked again. */
async function recentCheck(up: SettingUp, flow: Flow): Promise<Checked> {
  const checked = (await up.setups.setup(flow))?.checked ?? null;
  const isRecent = checked !== null && checked.mappingVersion === flow.mappingVersion && up.engine.clock.now() - checked.at < 120_000;
  return isRecent && checked.findings.every(({ ok }) => ok) ? checked : checkSetup(up, flow);
}

/** What is open from before the start shows when everything was planned once, which nothing has done for a flow that was off. */
async function planAhead({ engine, flows }: SettingUp, flow: Flow): Promise<void> {
  if (flow.mode === 'live') return;
  if (flow.mode === 'off') await flows.setMode(flow, 'shadow');
  let waits = 0;
  for (let rounds = 0; rounds < 100; rounds += 1) {
    const now = engine.clock.now();
    const dues = await engine.store.nextDues(flow.organisation, { now, most: 1 });
    const due = dues.find((each) => each.flow === flow.flow)?.dueAt ?? null;
    if (due === null) return;
    if (due <= now) {
      await turn(engine, flow, { limit: 500, leaseSeconds: 120 });
      continue;
    }
    // A worker may have them at this moment; what is due later for another reason is not waited for.
    waits += 1;
    if (waits > 12 || due - now > 300_000) return;
    await engine.clock.sleepUntil(now + 250);
  }
}

/** The flow with which payments come back: made when it is first wanted, under the same mapping, and off when it is not. */
async function switchReturn(
  up: SettingUp,
  flow: Flow,
  { mode, approval }: { readonly mode: Mode; readonly approval: boolean },
): Promise<void> {
  const { flows, setups } = up;
  const isTwoWay = (await setups.setup(flow))?.isTwoWay ?? false;
  const known = returnOf(await flows.all(), flow);
  if (!isTwoWay) {
    if (known !== null && known.mode !== 'off') await flows.setMode(known, 'off');
    return;
  }
  const mapping = await flows.mappingText(flow);
  const name = known?.flow ?? (await freeName(up, `${flow.target}-to-${flow.source}`));
  const scope = { organisation: flow.organisation, flow: name };
  if (known === null)
    await flows.add({ flow: name, source: flow.target, target: flow.source, kinds: ['payment'], startsOn: flow.startsOn, mapping });
  else await flows.setMapping(scope, mapping);
  await flows.setApproval(scope, approval);
  await flows.setMode(scope, mode);
}
