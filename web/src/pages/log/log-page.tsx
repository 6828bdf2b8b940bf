import type { ReactNode } from 'react';
import { PageHeader } from '../../parts/page-header.tsx';

export function LogPage(): ReactNode {
  return <PageHeader title="Log" />;
}
