import type { ReactNode } from 'react';
import { PageHeader } from '../../parts/page-header.tsx';

export function SettingsPage(): ReactNode {
  return <PageHeader title="Settings" />;
}
