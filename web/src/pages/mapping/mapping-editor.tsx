import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import type { MappingShown } from '../../../../src/api/mapping.ts';
import { Button } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { ErrorState } from '../../parts/states.tsx';
import { useMay } from '../../session.tsx';
import { Decisions } from './decisions.tsx';
import { SaveDialog } from './save-dialog.tsx';
import { TextEditor } from './text-editor.tsx';
import { Unmapped } from './unmapped.tsx';
import { checkQuery } from './queries.ts';

/** The form on the left and the text on the right are one thing: what is set in the form stands in the text at once, and nothing is saved. */
export function MappingEditor({ mapping }: { readonly mapping: MappingShown }): ReactNode {
  const mayKeep = useMay('keep');
  // What stood there when the editing began: when somebody else saves meanwhile, that is noticed at saving, and nothing is lost here.
  const [base, setBase] = useState(mapping);
  const [text, setText] = useState(mapping.text);
  const [isSaving, setSaving] = useState(false);
  const isChanged = text !== base.text;
  if (!isChanged && mapping.version !== base.version) {
    setBase(mapping);
    setText(mapping.text);
  }
  const settled = useSettled(text);
  const check = useQuery({ ...checkQuery(mapping.flow, settled), enabled: settled !== base.text });
  const problems = settled === base.text ? [] : (check.data?.problems ?? []);
  const isChecked = !isChanged || (settled === text && check.data !== undefined);
  const undo = useCallback(() => setText(base.text), [base]);
  return (
    <div className="flex flex-col gap-6">
      {isChanged && <ChangeBar problems={problems.length} maySave={isChecked && mayKeep} onUndo={undo} onSave={() => setSaving(true)} />}
      <Unmapped mapping={mapping} text={text} onText={setText} />
      <div className="grid gap-6 xl:grid-cols-2">
        <Decisions mapping={mapping} text={text} onText={setText} />
        <Card title="The file" detail="The same as text: comments are kept, and it can live in git." className="self-start">
          <TextEditor text={text} onChange={setText} problems={problems} isReadOnly={!mayKeep} />
          {check.error !== null && settled !== base.text && (
            <div className="mt-3">
              <ErrorState error={check.error} onRetry={() => void check.refetch()} />
            </div>
          )}
        </Card>
      </div>
      {isSaving && (
        <SaveDialog
          flow={mapping.flow}
          text={text}
          version={base.version}
          onClose={() => setSaving(false)}
          onSaved={(saved) => {
            setBase(saved);
            setText(saved.text);
            setSaving(false);
          }}
        />
      )}
    </div>
  );
}

interface ChangeBarProps {
  readonly problems: number;
  readonly maySave: boolean;
  readonly onUndo: () => void;
  readonly onSave: () => void;
}

function ChangeBar({ problems, maySave, onUndo, onSave }: ChangeBarProps): ReactNode {
  const words = problems === 1 ? 'One problem' : `${problems} problems`;
  return (
    <div className="sticky top-14 z-20 flex flex-wrap items-center justify-between gap-3 rounded-xl border border-line bg-surface px-5 py-3 shadow-float">
      <p className="text-sm" role="status">
        {problems === 0 ? 'Changed here, and not saved yet.' : `${words} to mend before it can be saved.`}
      </p>
      <div className="flex gap-2">
        <Button size="small" onClick={onUndo}>
          Take it back
        </Button>
        <Button size="small" look="primary" disabled={problems > 0 || !maySave} onClick={onSave}>
          See the effect, and save
        </Button>
      </div>
    </div>
  );
}

function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), 350);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
