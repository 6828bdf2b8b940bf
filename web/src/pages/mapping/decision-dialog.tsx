import { useState } from 'react';
import type { ReactNode } from 'react';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Field, Input, Textarea } from '../../parts/field.tsx';
import { FormError } from '../../parts/states.tsx';
import { useSet } from './setting.ts';

interface DecisionDialogProps {
  readonly flow: string;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly onClose: () => void;
  readonly title: string;
  readonly path: string;
  readonly first: string;
  readonly because: string | null;
}

export function DecisionDialog({ flow, text, onText, onClose, title, path, first, because }: DecisionDialogProps): ReactNode {
  const [value, setValue] = useState(first);
  const [reason, setReason] = useState(because ?? '');
  const set = useSet(flow, text, (changed) => {
    onText(changed);
    onClose();
  });
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={title}
      detail={
        <>
          Stands in the file at <code className="font-mono">{path}</code>. Nothing is saved yet.
        </>
      }
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form="decision" isBusy={set.isPending}>
            Put it into the file
          </Button>
        </>
      }
    >
      <form
        id="decision"
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          set.mutate({ path, value, because: reason });
        }}
      >
        <Field label="Becomes" hint="An account code or a tax code of the ledger.">
          {(ties) => <Input {...ties} required value={value} onChange={(event) => setValue(event.target.value)} />}
        </Field>
        <Field label="Because" hint="Whoever reads the file in a year wants to know.">
          {(ties) => (
            <Textarea
              {...ties}
              required
              dir="auto"
              className="min-h-16"
              rows={2}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
        <FormError error={set.error} />
      </form>
    </Dialog>
  );
}
