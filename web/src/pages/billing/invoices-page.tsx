import type { ReactNode } from 'react';
import { PageHeader } from '../../parts/page-header.tsx';

export function InvoicesPage(): ReactNode {
  return <PageHeader title="Invoices" />;
}
