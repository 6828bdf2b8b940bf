import type { ReactNode } from 'react';
import { PageHeader } from '../../parts/page-header.tsx';

export function OverviewPage(): ReactNode {
  return <PageHeader title="Overview" />;
}
