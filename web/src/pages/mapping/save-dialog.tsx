import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { MappingEffectShown, MappingShown } from '../../../../src/api/mapping.ts';
import { ask, Refusal } from '../../api.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Field, Textarea } from '../../parts/field.tsx';
import { FormError, Shown } from '../../parts/states.tsx';
import { useToast } from '../../parts/toast.tsx';
import { Effect } from './effect.tsx';
import { mappingPath, mappingQuery } from './queries.ts';

interface SaveDialogProps {
  readonly flow: string;
  readonly text: string;
  /** The one that was changed; refused when somebody saved another one meanwhile. */
  readonly version: string;
  readonly onClose: () => void;
  readonly onSaved: (saved: MappingShown) => void;
}

/** What the change would do to last month's books, before anybody saves it. */
export function SaveDialog({ flow, text, version, onClose, onSaved }: SaveDialogProps): ReactNode {
  const [because, setBecause] = useState('');
  const [month] = useState(lastMonth);
  const { effect, save } = useSaving({ flow, text, version, because, month, onSaved });
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width="wide"
      title="What it would do"
      detail="To the documents of last month. What is posted keeps its coding; the rest is planned anew."
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form="save-mapping" isBusy={save.isPending}>
            Save
          </Button>
        </>
      }
    >
      <form
        id="save-mapping"
        className="flex flex-col gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Shown query={effect}>{(answer) => <Effect effect={answer} />}</Shown>
        <Field label="Because" hint="It stands in the history beside your name.">
          {(ties) => (
            <Textarea
              {...ties}
              required
              dir="auto"
              className="min-h-16"
              rows={2}
              value={because}
              onChange={(event) => setBecause(event.target.value)}
            />
          )}
        </Field>
        <FormError error={save.error} />
        {save.error instanceof Refusal && save.error.status === 409 && (
          <p className="text-sm text-soft">Copy what you changed, take it back, and put it into the newer version.</p>
        )}
      </form>
    </Dialog>
  );
}

interface SavingParts extends Omit<SaveDialogProps, 'onClose'> {
  readonly because: string;
  readonly month: string;
}

function useSaving({ flow, text, version, because, month, onSaved }: SavingParts) {
  const queries = useQueryClient();
  const { say } = useToast();
  const effect = useQuery({
    queryKey: ['mapping', flow, 'effect', month, text],
    queryFn: ({ signal }) => ask<MappingEffectShown>(`${mappingPath(flow)}/effect`, { method: 'POST', body: { text, month }, signal }),
    staleTime: 60_000,
  });
  const save = useMutation({
    mutationFn: async () => {
      await ask(mappingPath(flow), { method: 'PUT', body: { text, version, because } });
      await queries.invalidateQueries({ queryKey: ['mapping', flow] });
      return queries.fetchQuery({ ...mappingQuery(flow), staleTime: 0 });
    },
    onSuccess: (saved) => {
      say({ title: 'The mapping is saved', detail: 'What it changes is looked at now.' });
      onSaved(saved);
    },
  });
  return { effect, save };
}

function lastMonth(): string {
  const now = new Date();
  return new Date(Date.UTC(now.getFullYear(), now.getMonth() - 1, 1)).toISOString().slice(0, 7);
}
