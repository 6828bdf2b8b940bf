import type { ReactNode } from 'react';
import { PageHeader } from '../../parts/page-header.tsx';

export function InvoicePage(): ReactNode {
  return <PageHeader title="Invoice" />;
}
