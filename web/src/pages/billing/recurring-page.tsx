import type { ReactNode } from 'react';
import { PageHeader } from '../../parts/page-header.tsx';

export function RecurringPage(): ReactNode {
  return <PageHeader title="Recurring invoices" />;
}
