import type { ReactNode } from 'react';
import { PageHeader } from '../../parts/page-header.tsx';

export function InvitationPage(): ReactNode {
  return <PageHeader title="Invitation" />;
}
