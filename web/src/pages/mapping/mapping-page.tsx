import type { ReactNode } from 'react';
import { PageHeader } from '../../parts/page-header.tsx';

export function MappingPage(): ReactNode {
  return <PageHeader title="Mapping" />;
}
