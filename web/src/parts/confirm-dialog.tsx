import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { FormError } from './states.tsx';

interface ConfirmDialogProps {
  /** Draws what opens it: `open` belongs on its onClick. */
  readonly trigger: (open: () => void) => ReactNode;
  readonly title: ReactNode;
  /** What will happen, in words that leave no doubt. */
  readonly children: ReactNode;
  readonly confirm: string;
  readonly isDangerous?: boolean;
  /** The dialog stays until this resolves, and shows why it did not. */
  readonly onConfirm: () => Promise<unknown>;
}

export function ConfirmDialog({ trigger, title, children, confirm, isDangerous = false, onConfirm }: ConfirmDialogProps): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const deed = useMutation({ mutationFn: onConfirm, onSuccess: () => setOpen(false) });
  const open = (): void => {
    deed.reset();
    setOpen(true);
  };
  return (
    <>
      {trigger(open)}
      <Dialog
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        title={title}
        actions={
          <>
            <Button onClick={() => setOpen(false)}>Cancel</Button>
            <Button look={isDangerous ? 'danger' : 'primary'} isBusy={deed.isPending} onClick={() => deed.mutate()}>
              {confirm}
            </Button>
          </>
        }
      >
        <div className="flex flex-col gap-3 text-sm text-soft">
          {children}
          <FormError error={deed.error} />
        </div>
      </Dialog>
    </>
  );
}
