import type { ReactNode } from 'react';
import { PageHeader } from '../../parts/page-header.tsx';

export function ResetPasswordPage(): ReactNode {
  return <PageHeader title="New password" />;
}
