import type { ReactNode } from 'react';
import { Badge } from '../../parts/badge.tsx';
import type { Tone } from '../../parts/badge.tsx';
import type { Status } from './records.ts';

export const statusLabel: Readonly<Record<Status, string>> = {
  draft: 'Draft',
  open: 'Open',
  partlyPaid: 'Partly paid',
  overdue: 'Overdue',
  paid: 'Paid',
  settled: 'Settled',
  void: 'Void',
};
const statusTone: Readonly<Record<Status, Tone>> = {
  draft: 'neutral',
  open: 'accent',
  partlyPaid: 'accent',
  overdue: 'bad',
  paid: 'good',
  settled: 'good',
  void: 'neutral',
};

export const StatusBadge = ({ status }: { readonly status: Status }): ReactNode => (
  <Badge tone={statusTone[status]}>{statusLabel[status]}</Badge>
);
