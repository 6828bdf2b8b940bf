import type { ReactNode } from 'react';
import { PageHeader } from '../../parts/page-header.tsx';

export function DocumentsPage(): ReactNode {
  return <PageHeader title="Documents" />;
}
