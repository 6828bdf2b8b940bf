import type { KeyName } from '../booking/desire.ts';
import type { Flow } from './ports.ts';
import type { SettingUp } from './setup.ts';
import { walkDocument } from './test-invoice.ts';
import type { Walk } from './test-invoice.ts';

/**
 * As `walkDocument`, in a server whose workers plan the same flow at the same time: what one of them has leased for its turn is tried
 * again a moment later.
 */
export async function walkPatiently({ engine, flows }: SettingUp, flow: Flow, key: KeyName): Promise<Walk> {
  // A flow that is off learns to walk one record only; nothing else leaves in this mode.
  if (flow.mode === 'off' || flow.mode === 'shadow') await flows.setMode(flow, 'test');
  for (let tries = 1; ; tries += 1) {
    const walk = await walkDocument(engine, flow, key);
    if (walk.targetId !== null || tries === 8) return walk;
    const [situation] = await engine.store.situations(flow, [key]);
    if (situation?.hold) return walk;
    await engine.clock.sleepUntil(engine.clock.now() + 500);
  }
}
