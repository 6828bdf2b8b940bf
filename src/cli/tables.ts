import type { FlowProgress } from '../engine/reading-port.ts';
import { whole } from './figures.ts';
import type { Page } from './office.ts';
import { table } from './table.ts';

/** Where the records of each flow stand. */
export const progressTable = (flows: readonly FlowProgress[], page: Page): readonly string[] =>
  table(
    [
      { title: 'flow', gives: true },
      { title: 'in sync', align: 'right' },
      { title: 'pending', align: 'right' },
      { title: 'held', align: 'right' },
      { title: 'excluded', align: 'right' },
    ],
    flows.map((flow) => [flow.flow, ...[flow.inSync, flow.pending, flow.held, flow.excluded].map((count) => whole(count, page))]),
    page.columns,
  );
