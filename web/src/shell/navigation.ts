import {
  BookOpenCheck,
  Building2,
  CalendarCheck2,
  CircleHelp,
  ContactRound,
  FileMinus2,
  FileStack,
  FileText,
  GitCompareArrows,
  HandCoins,
  House,
  Landmark,
  Layers,
  Plug,
  Repeat,
  ScrollText,
  ShieldCheck,
  Split,
  Users,
} from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { LinkProps } from '@tanstack/react-router';
import type { Permission } from '../../../src/api/people.ts';

export interface Destination {
  readonly to: NonNullable<LinkProps['to']>;
  readonly label: string;
  readonly icon: LucideIcon;
  /** Other words that a person may look for. */
  readonly words: string;
  readonly needs?: Permission;
  /** Which number of the overview stands beside it. */
  readonly counts?: 'openHolds' | 'batchesToApprove';
}

export const navigation: readonly { readonly title: string | null; readonly items: readonly Destination[] }[] = [
  { title: null, items: [{ to: '/', label: 'Overview', icon: House, words: 'home start dashboard' }] },
  {
    title: 'Work',
    items: [
      { to: '/holds', label: 'Holds', icon: CircleHelp, words: 'questions inbox answer problems', counts: 'openHolds' },
      { to: '/batches', label: 'Batches', icon: Layers, words: 'approve plan undo writes', counts: 'batchesToApprove' },
      { to: '/bank', label: 'Bank', icon: Landmark, words: 'lines statement import match reconcile rules account' },
      { to: '/documents', label: 'Documents', icon: FileStack, words: 'records compare in sync pending excluded' },
      { to: '/proof', label: 'Proof', icon: BookOpenCheck, words: 'tie out differences totals months' },
      { to: '/close', label: 'Close', icon: CalendarCheck2, words: 'month end lock period checklist' },
      { to: '/parallel', label: 'Parallel run', icon: GitCompareArrows, words: 'shadow pilot go live' },
      { to: '/log', label: 'Log', icon: ScrollText, words: 'history events what happened' },
    ],
  },
  {
    title: 'Billing',
    items: [
      { to: '/invoices', label: 'Invoices', icon: FileText, words: 'bill sell' },
      { to: '/recurring', label: 'Recurring', icon: Repeat, words: 'retainer schedule subscription' },
      { to: '/credit-notes', label: 'Credit notes', icon: FileMinus2, words: 'refund' },
      { to: '/payments', label: 'Payments', icon: HandCoins, words: 'money received paid' },
      { to: '/contacts', label: 'Contacts', icon: ContactRound, words: 'customers suppliers vendors' },
    ],
  },
  {
    title: 'Set up',
    items: [
      { to: '/integrations', label: 'Integrations', icon: Plug, words: 'connect ledger platform directory' },
      { to: '/mapping', label: 'Mapping', icon: Split, words: 'accounts tax codes yaml decisions' },
    ],
  },
  {
    title: 'Organisation',
    items: [
      { to: '/people', label: 'People', icon: Users, words: 'members invitations roles api keys' },
      { to: '/audit', label: 'Audit trail', icon: ShieldCheck, words: 'who did what export', needs: 'own' },
      { to: '/settings', label: 'Settings', icon: Building2, words: 'organisation name time zone locale approval' },
    ],
  },
];
