import type { ReactNode } from 'react';
import { PageHeader } from '../../parts/page-header.tsx';

export function WelcomePage(): ReactNode {
  return <PageHeader title="Welcome" />;
}
