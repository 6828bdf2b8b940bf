import type { ReactNode } from 'react';
import { PageHeader } from '../../parts/page-header.tsx';

export function IntegrationsPage(): ReactNode {
  return <PageHeader title="Integrations" />;
}
