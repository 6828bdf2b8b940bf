import type { ReactNode } from 'react';
import { PageHeader } from '../../parts/page-header.tsx';

export function ParallelRunPage(): ReactNode {
  return <PageHeader title="Parallel run" />;
}
