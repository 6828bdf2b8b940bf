import type { ReactNode } from 'react';
import { PageHeader } from '../../parts/page-header.tsx';

export function ProofPage(): ReactNode {
  return <PageHeader title="Proof" />;
}
