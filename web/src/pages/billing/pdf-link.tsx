import { FileText } from 'lucide-react';
import type { ReactNode } from 'react';
import { chosenOrganisation, pathWith } from '../../api.ts';
import { buttonClass } from '../../parts/button.tsx';

interface PdfLinkProps {
  readonly what: 'invoices' | 'credit-notes';
  readonly id: string;
  readonly children?: ReactNode;
}

/** The document as its customer gets it, in a tab of its own: to be looked at, printed or kept. */
export const PdfLink = ({ what, id, children = 'PDF' }: PdfLinkProps): ReactNode => (
  <a
    // A link can send no header: whose document it is stands in the address.
    href={pathWith(`/v1/${what}/${encodeURIComponent(id)}/pdf`, { organisation: chosenOrganisation() })}
    target="_blank"
    rel="noopener"
    className={buttonClass({ look: 'quiet' })}
  >
    <FileText aria-hidden />
    {children}
  </a>
);
