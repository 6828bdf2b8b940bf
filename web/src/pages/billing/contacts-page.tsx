import type { ReactNode } from 'react';
import { PageHeader } from '../../parts/page-header.tsx';

export function ContactsPage(): ReactNode {
  return <PageHeader title="Contacts" />;
}
