import type { ReactNode } from 'react';
import { PageHeader } from '../../parts/page-header.tsx';

export function CreditNotesPage(): ReactNode {
  return <PageHeader title="Credit notes" />;
}
