import { Link } from '@tanstack/react-router';
import { ArrowLeft, ArrowRight } from 'lucide-react';
import type { ReactNode } from 'react';
import type { BatchWriteRow } from '../../../../src/api/office.ts';
import { Button, buttonClass } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { FieldValue } from '../document/field-value.tsx';
import { comparedRecords } from '../document/record-fields.ts';
import { capital, fieldText } from '../document/words.ts';
import { deedText } from './batch-words.ts';
import { recordName } from '../../record-name.ts';
import { useLocale } from '../../locale.tsx';

interface WriteDialogProps {
  readonly write: BatchWriteRow | null;
  readonly flow: string;
  readonly onClose: () => void;
  readonly onStep: (step: 1 | -1) => void;
  readonly hasBefore: boolean;
  readonly hasNext: boolean;
}

/** What one write changes, field by field: as it was, and as it will be. */
export function WriteDialog({ write, flow, onClose, onStep, hasBefore, hasNext }: WriteDialogProps): ReactNode {
  const locale = useLocale();
  if (write === null) return null;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width="wide"
      title={`${deedText(write)} ${recordName(write, locale)}`}
      detail={<span dir="auto">{capital(write.why)}.</span>}
      actions={
        <>
          <Link
            to="/documents/$flow/$kind/$id"
            params={{ flow, kind: write.kind, id: write.id }}
            className={`${buttonClass({ look: 'quiet' })} mr-auto`}
          >
            Why it is like this
          </Link>
          <Button disabled={!hasBefore} onClick={() => onStep(-1)}>
            <ArrowLeft aria-hidden /> Before
          </Button>
          <Button disabled={!hasNext} onClick={() => onStep(1)}>
            Next <ArrowRight aria-hidden />
          </Button>
        </>
      }
    >
      {write.message !== null && (
        <p className="mb-4 rounded-lg bg-bad-soft px-3.5 py-2.5 text-sm text-bad" dir="auto">
          {capital(write.state)}: {write.message}
        </p>
      )}
      <WriteFields write={write} />
    </Dialog>
  );
}

function WriteFields({ write }: { readonly write: BatchWriteRow }): ReactNode {
  const fields = comparedRecords(write.before, write.record);
  const isChange = write.does === 'update' && write.before !== null;
  if (fields.length === 0) return <p className="text-sm text-soft">It is taken away as a whole.</p>;
  const changed = fields.filter(({ before, after }) => before !== after);
  const same = fields.filter(({ before, after }) => before === after);
  return (
    <>
      <FieldTable
        fields={isChange ? changed : fields}
        hasBefore={write.before !== null}
        hasAfter={write.record !== null}
        state={write.state}
      />
      {isChange && same.length > 0 && (
        <details className="mt-4 text-sm">
          <summary className="text-soft hover:text-ink">
            {same.length} {same.length === 1 ? 'field stays' : 'fields stay'} as {same.length === 1 ? 'it is' : 'they are'}
          </summary>
          <div className="mt-2">
            <FieldTable fields={same} hasBefore={false} hasAfter state={write.state} />
          </div>
        </details>
      )}
    </>
  );
}

interface FieldTableProps {
  readonly fields: ReturnType<typeof comparedRecords>;
  readonly hasBefore: boolean;
  readonly hasAfter: boolean;
  /** Of the write: what is planned will be, what has landed is, and all else was only asked for. */
  readonly state: string;
}

const FieldTable = ({ fields, hasBefore, hasAfter, state }: FieldTableProps): ReactNode => (
  <table className="w-full text-sm">
    <thead>
      <tr className="text-left text-xs text-soft [&>*]:border-b [&>*]:border-line [&>*]:py-2 [&>*]:pr-4 [&>*]:font-medium">
        <th scope="col">Field</th>
        {hasBefore && <th scope="col">{hasAfter ? (state === 'planned' ? 'Now' : 'Before') : 'What is removed'}</th>}
        {hasAfter && <th scope="col">{hasBefore ? changedTo(state) : writtenAs(state)}</th>}
      </tr>
    </thead>
    <tbody>
      {fields.map(({ field, before, after }) => (
        <tr key={field} className="[&>*]:border-b [&>*]:border-line [&>*]:py-2 [&>*]:pr-4 [&>*]:align-top last:[&>*]:border-b-0">
          <th scope="row" className="w-2/5 text-left font-normal text-soft">
            {fieldText(field)}
          </th>
          {hasBefore && (
            <td className="figures" dir="auto">
              {before === null ? (
                <span className="text-faint">empty</span>
              ) : hasAfter && before !== after ? (
                <del className="text-soft">
                  <FieldValue text={before} />
                </del>
              ) : (
                <FieldValue text={before} />
              )}
            </td>
          )}
          {hasAfter && (
            <td className="figures font-medium" dir="auto">
              {after === null ? <span className="font-normal text-faint">empty</span> : <FieldValue text={after} />}
            </td>
          )}
        </tr>
      ))}
    </tbody>
  </table>
);

const changedTo = (state: string): string => (state === 'planned' ? 'Will be' : state === 'landed' ? 'After' : 'Asked for');
const writtenAs = (state: string): string =>
  state === 'planned' ? 'Will be written' : state === 'landed' ? 'What was written' : 'Asked for';
