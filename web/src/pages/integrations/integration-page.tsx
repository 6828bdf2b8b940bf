import type { ReactNode } from 'react';
import { PageHeader } from '../../parts/page-header.tsx';

export function IntegrationPage(): ReactNode {
  return <PageHeader title="Integration" />;
}
