import type { ReactNode } from 'react';
import { PageHeader } from '../../parts/page-header.tsx';

export function ProfilePage(): ReactNode {
  return <PageHeader title="Profile" />;
}
