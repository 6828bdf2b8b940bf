import type { ReactNode } from 'react';
import { PageHeader } from '../../parts/page-header.tsx';

export function SignInPage(): ReactNode {
  return <PageHeader title="Sign in" />;
}
