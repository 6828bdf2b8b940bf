import type { ReactNode } from 'react';
import { PageHeader } from '../../parts/page-header.tsx';

export function AuditPage(): ReactNode {
  return <PageHeader title="Audit trail" />;
}
