import type { ReactNode } from 'react';
import { PageHeader } from '../../parts/page-header.tsx';

export function BatchesPage(): ReactNode {
  return <PageHeader title="Batches" />;
}
