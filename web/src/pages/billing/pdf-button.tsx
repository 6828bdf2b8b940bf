import { useMutation } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../../parts/button.tsx';
import { useToast } from '../../parts/toast.tsx';
import { saveFile } from '../../save-file.ts';

interface PdfButtonProps {
  readonly what: 'invoices' | 'credit-notes';
  readonly document: { readonly id: string; readonly number: string | null };
}

/** The document as its customer gets it. */
export function PdfButton({ what, document: { id, number } }: PdfButtonProps): ReactNode {
  const { complain } = useToast();
  const name = (number ?? 'draft').replaceAll(/[^\p{L}\p{N}._-]+/gu, '-');
  const save = useMutation({
    mutationFn: () => saveFile(`/v1/${what}/${encodeURIComponent(id)}/pdf`, `${name}.pdf`),
    onError: complain,
  });
  return (
    <Button look="quiet" isBusy={save.isPending} onClick={() => save.mutate()}>
      {!save.isPending && <Download aria-hidden />}
      PDF
    </Button>
  );
}
