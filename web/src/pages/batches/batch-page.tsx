import type { ReactNode } from 'react';
import { PageHeader } from '../../parts/page-header.tsx';

export function BatchPage(): ReactNode {
  return <PageHeader title="Batch" />;
}
