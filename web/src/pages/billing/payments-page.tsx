import type { ReactNode } from 'react';
import { PageHeader } from '../../parts/page-header.tsx';

export function PaymentsPage(): ReactNode {
  return <PageHeader title="Payments" />;
}
